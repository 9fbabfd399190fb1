# shellcheck shell=bash
# Finds a JDK that Hubmeter runs on; to be sourced.

NEEDED_JAVA=25

# Whether a folder holds a JDK that is new enough. Its release file says so without starting it.
is_new_jdk() {
    local home=$1 version
    [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    [ -n "$version" ] && [ "$version" -ge "$NEEDED_JAVA" ]
}

# The JDK that the java on the PATH belongs to; one behind a wrapper script has to be asked.
jdk_on_path() {
    local java home
    java=$(command -v java) || return 1
    home=$(dirname "$(dirname "$(readlink -f "$java")")")
    if [ ! -r "$home/release" ]; then
        home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p') || return 1
    fi
    printf '%s\n' "$home"
}

# Prints the folder of a JDK that is new enough.
find_jdk() {
    local home
    if is_new_jdk "${JAVA_HOME:-}"; then
        printf '%s\n' "$JAVA_HOME"
        return
    fi
    if home=$(jdk_on_path) && is_new_jdk "$home"; then
        printf '%s\n' "$home"
        return
    fi
    for home in /usr/lib/jvm/* /opt/java/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if is_new_jdk "$home"; then
            printf '%s\n' "$home"
            return
        fi
    done
    return 1
}

# Says where find_jdk looked in vain.
explain_no_jdk() {
    cat >&2 <<END
found no JDK $NEEDED_JAVA or newer. Looked at:
  JAVA_HOME: ${JAVA_HOME:-not set}
  java on the PATH: $(command -v java || echo none)
  folders: /usr/lib/jvm/*, /opt/java/*, ~/.sdkman/candidates/java/*, /Library/Java/JavaVirtualMachines/*/Contents/Home
Install one (for instance Temurin $NEEDED_JAVA from https://adoptium.net), or point JAVA_HOME at it.
END
}

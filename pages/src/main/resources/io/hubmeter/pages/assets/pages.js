// Makes pages comfortable; everything works without it, but the live numbers.
(() => {
  "use strict";
  const root = document.documentElement;
  const LIVE_MS = 5_000;
  const SAY_MS = 60_000;

  // Theme.
  const toggle = document.getElementById("theme");
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const dark = root.dataset.bsTheme
        ? root.dataset.bsTheme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.bsTheme = dark ? "light" : "dark";
      try {
        localStorage.setItem("jupyterhub-bs-theme", root.dataset.bsTheme);
      } catch {
        // It holds until the page is left.
      }
    });
  }

  // Time zone: told to the server once, which then tells times in it.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && root.dataset.zone && zone !== root.dataset.zone) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `hubmeter-tz=${zone}; Path=${root.dataset.prefix}; Max-Age=31536000; SameSite=Lax${secure}`;
    const key = `hubmeter-tz:${zone}`;
    try {
      if (!sessionStorage.getItem(key)) {
        sessionStorage.setItem(key, "told");
        location.reload();
      }
    } catch {
      // Without storage it holds from the next page on.
    }
  }

  // Live numbers.
  const main = document.querySelector("main[data-live]");
  if (!main) {
    return;
  }
  const polite = document.getElementById("said");
  const alarm = document.getElementById("alarm");
  const shown = new Map();
  let saidAt = Date.now();
  let said = spoken(document);

  function spoken(where) {
    return where.querySelector("[data-spoken]")?.dataset.spoken ?? "";
  }

  function toneOf(where) {
    return where.querySelector("[data-tone]")?.dataset.tone ?? "";
  }

  // What the reader chose or opened stays, and so does where the keyboard is.
  function replace(old, fresh) {
    const chosen = [...old.querySelectorAll("input:checked")].map((input) => input.id);
    const open = [...old.querySelectorAll("details[open]")].map((details) => details.id);
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.replaceWith(fresh);
    chosen.forEach((id) => {
      const input = document.getElementById(id);
      if (input) {
        input.checked = true;
      }
    });
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  // A stop, or the end that is near, interrupts; everything else waits for a pause.
  function say(text, tone) {
    if (tone === "over" && text !== said) {
      alarm.textContent = text;
      said = text;
    } else if (text !== said && Date.now() - saidAt >= SAY_MS) {
      polite.textContent = text;
      said = text;
      saidAt = Date.now();
    }
  }

  function notLive(why) {
    const clock = document.getElementById("clock");
    if (clock) {
      clock.textContent = why;
      clock.classList.add("stale");
    }
    shown.delete("heading");
  }

  async function refresh() {
    if (document.hidden) {
      return;
    }
    let response;
    try {
      response = await fetch(main.dataset.live, { redirect: "error", signal: AbortSignal.timeout(10_000) });
    } catch {
      notLive("Not live: no answer. Trying again.");
      return;
    }
    if (response.status === 401 || response.status === 403) {
      notLive("Not live: reload the page to log in again.");
      clearInterval(timer);
      return;
    }
    if (!response.ok) {
      notLive("Not live: the numbers cannot be read at present. Trying again.");
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    say(spoken(page), toneOf(page));
    page.querySelectorAll("[data-part]").forEach((fresh) => {
      const old = document.getElementById(fresh.id);
      if (old && shown.get(fresh.id) !== fresh.outerHTML) {
        shown.set(fresh.id, fresh.outerHTML);
        replace(old, fresh);
      }
    });
  }

  const timer = setInterval(refresh, LIVE_MS);
  document.addEventListener("visibilitychange", refresh);
})();

package io.hubmeter.pages.http;

/**
 * One page, for one method.
 *
 * @param method {@code GET}, which answers HEAD too, or {@code POST}
 * @param path below the prefix, without a leading slash; empty for the user page
 * @param access who may see it
 * @param handler what answers
 */
public record Route(String method, String path, Access access, PageHandler handler) {
    /** A page that is looked at. */
    public static Route get(String path, Access access, PageHandler handler) {
        return new Route("GET", path, access, handler);
    }

    /** A form that is sent; its token is checked before the handler is asked. */
    public static Route post(String path, Access access, PageHandler handler) {
        return new Route("POST", path, access, handler);
    }
}

package io.hubmeter.pages.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What can be said of a page's looks without looking. */
public final class Looks {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final int TOUCH_PX = 44;

    /** What makes the page scroll sideways. */
    private static final String BEYOND = """
            () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
                .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)
                .map(e => e.outerHTML.slice(0, 200))
            """;

    /** Text that its box cuts off or lets run over, besides what is hidden on purpose or scrolls. */
    private static final String CUT = """
            () => [...document.querySelectorAll('body *')].filter(e => {
                if (e.closest('.visually-hidden, .scroll, svg, .skip') || !e.checkVisibility()) return false;
                const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                return own && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1;
            }).map(e => e.outerHTML.slice(0, 200))
            """;

    /** Words that are broken because there is no room for them. */
    private static final String SQUEEZED = """
            () => [...document.querySelectorAll('body *')].filter(e => {
                if (e.closest('.visually-hidden, svg, .skip') || !e.checkVisibility()) return false;
                const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('').trim();
                const box = e.getBoundingClientRect();
                return own.length > 6 && box.width < 48 && box.height > 60;
            }).map(e => e.outerHTML.slice(0, 200))
            """;

    /** Pieces of text that lie upon each other. */
    private static final String OVERLAPPING = """
            () => {
                const boxes = [];
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                for (let n = walker.nextNode(); n; n = walker.nextNode()) {
                    const e = n.parentElement;
                    if (!n.textContent.trim() || !e.checkVisibility() || e.closest('.visually-hidden, .scroll, .skip, title, option')) continue;
                    const range = document.createRange();
                    range.selectNodeContents(n);
                    for (const r of range.getClientRects()) {
                        if (r.width > 1 && r.height > 1) boxes.push([r, n.textContent.trim()]);
                    }
                }
                const found = [];
                boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
                    const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                    const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                    if (w > 2 && h > Math.min(a.height, b.height) / 2) found.push(x + ' | ' + y);
                }));
                return found;
            }
            """;

    private static final String SMALL = """
            least => [...document.querySelectorAll('a.btn, button, summary, .picks label, nav a, input:not([type=hidden]), select')]
                .filter(e => e.checkVisibility() && !e.closest('.picks input, .skip') && !e.matches('.picks input'))
                .filter(e => e.getBoundingClientRect().height < least - 0.5)
                .map(e => e.outerHTML.slice(0, 200) + ' ' + e.getBoundingClientRect().height)
            """;

    private Looks() {}

    /** Nothing scrolls sideways, overlaps or is cut; fingers find what they need; and WCAG 2.2 AA as far as a machine can tell. */
    public static void check(Page page) {
        checkLayout(page);
        page.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        checkLayout(page);
        assertThat(new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations())
                .as("violations of WCAG")
                .isEmpty();
    }

    private static void checkLayout(Page page) {
        assertThat((List<?>) page.evaluate(BEYOND)).as("beyond the right edge").isEmpty();
        assertThat((List<?>) page.evaluate(CUT)).as("cut text").isEmpty();
        assertThat((List<?>) page.evaluate(SQUEEZED)).as("squeezed text").isEmpty();
        assertThat((List<?>) page.evaluate(OVERLAPPING)).as("overlapping text").isEmpty();
        if (page.viewportSize().width < 768) {
            assertThat((List<?>) page.evaluate(SMALL, TOUCH_PX))
                    .as("small targets")
                    .isEmpty();
        }
    }

    /** Keeps a picture of the whole page in the build's output. */
    public static void keep(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve(name.toLowerCase(Locale.ROOT) + ".png")));
    }
}

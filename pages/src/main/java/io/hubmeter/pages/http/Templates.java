package io.hubmeter.pages.http;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The templates, of the folder {@code templates}. Everything that is printed is escaped for HTML, and a name that the model
 * does not have is an error.
 *
 * <p>Every template is given {@code site} (a {@link Site}) and the function {@code asset('name.css')}, which gives an asset's
 * address; whole pages {@code visitor} (null where nobody is known), {@code csrfToken} (empty likewise), {@code zone} and
 * {@code here} (the route's path).
 */
public final class Templates {
    private static final String FOLDER = "io/hubmeter/pages/templates";

    private final PebbleEngine engine;
    private final Site site;

    /** The templates of a site. */
    public Templates(Site site, Assets assets) {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix(FOLDER);
        loader.setSuffix(".peb");
        this.site = site;
        this.engine = new PebbleEngine.Builder()
                .loader(loader)
                .autoEscaping(true)
                .strictVariables(true)
                .extension(new AssetFunction(site, assets))
                .build();
    }

    /**
     * The text of a template.
     *
     * @param name without its ending
     * @throws IllegalArgumentException if there is no such template
     */
    public String render(String name, Map<String, ?> model, Locale locale) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("site", site);
        try {
            PebbleTemplate template = engine.getTemplate(name);
            StringWriter text = new StringWriter();
            template.evaluate(text, all, locale);
            return text.toString();
        } catch (LoaderException missing) {
            throw new IllegalArgumentException("template: found none named '%s'".formatted(name), missing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class AssetFunction extends AbstractExtension implements Function {
        private final Site site;
        private final Assets assets;

        AssetFunction(Site site, Assets assets) {
            this.site = site;
            this.assets = assets;
        }

        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("asset", this);
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of("name");
        }

        @Override
        public Object execute(
                Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int lineNumber) {
            return site.prefix() + assets.pathOf(String.valueOf(arguments.get("name")));
        }
    }
}

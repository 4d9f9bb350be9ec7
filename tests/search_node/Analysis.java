package searchnode;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * The server on Maven Central comes without its analysis module. This gives it, under the names and settings of the full
 * server, the parts that search/engines/cluster/documents.py uses, and the three that the server needs for its own index
 * of users and keys (unique, pattern_capture, uax_url_email). All the work is Lucene's.
 */
public final class Analysis extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
            "pattern", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
                Pattern pattern = Pattern.compile(settings.get("pattern", "\\W+"));
                int group = settings.getAsInt("group", -1);
                return TokenizerFactory.newFactory(name, () -> new PatternTokenizer(pattern, group));
            }),
            "uax_url_email", (index, environment, name, settings) -> TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "stemmer", configured(Analysis::stemmer),
            "elision", configured(Analysis::elision),
            "truncate", configured(settings -> in -> new TruncateTokenFilter(in, settings.getAsInt("length", -1))),
            "edge_ngram", configured(settings -> in -> new EdgeNGramTokenFilter(
                in, settings.getAsInt("min_gram", 1), settings.getAsInt("max_gram", 2), settings.getAsBoolean("preserve_original", false))),
            "asciifolding", filter(settings -> in -> new ASCIIFoldingFilter(in, settings.getAsBoolean("preserve_original", false))),
            "pattern_replace", configured(settings -> in -> new PatternReplaceFilter(
                in, Pattern.compile(settings.get("pattern")), settings.get("replacement", ""), settings.getAsBoolean("all", true))),
            "unique", filter(settings -> RemoveDuplicatesTokenFilter::new),
            "pattern_capture", configured(settings -> in -> new PatternCaptureGroupTokenFilter(
                in, settings.getAsBoolean("preserve_original", true),
                settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new))));
    }

    private static UnaryOperator<TokenStream> stemmer(Settings settings) {
        String language = settings.get("language", settings.get("name"));
        return switch (language) {
            case "porter2" -> in -> new SnowballFilter(in, "English");
            case "french" -> in -> new SnowballFilter(in, "French");
            case "possessive_english" -> EnglishPossessiveFilter::new;
            default -> throw new IllegalArgumentException("no stemmer here for " + language);
        };
    }

    private static UnaryOperator<TokenStream> elision(Settings settings) {
        List<String> articles = settings.getAsList("articles");
        CharArraySet elided = new CharArraySet(articles, settings.getAsBoolean("articles_case", false));
        return in -> new ElisionFilter(in, elided);
    }

    private static AnalysisProvider<TokenFilterFactory> configured(Function<Settings, UnaryOperator<TokenStream>> made) {
        return AnalysisPlugin.requiresAnalysisSettings(filter(made));
    }

    private static AnalysisProvider<TokenFilterFactory> filter(Function<Settings, UnaryOperator<TokenStream>> made) {
        return (index, environment, name, settings) -> {
            UnaryOperator<TokenStream> chain = made.apply(settings);
            return new TokenFilterFactory() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public TokenStream create(TokenStream input) {
                    return chain.apply(input);
                }
            };
        };
    }
}

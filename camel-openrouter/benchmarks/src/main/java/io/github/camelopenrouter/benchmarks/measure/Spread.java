package io.github.camelopenrouter.benchmarks.measure;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The median of some numbers, and how far they lie apart. */
public record Spread(double median, double min, double max) {

    /** Of the numbers that are numbers; all three are NaN if there is none. */
    public static Spread of(DoubleStream numbers) {
        double[] sorted =
                numbers.filter(number -> !Double.isNaN(number)).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int last = sorted.length - 1;
        return new Spread((sorted[last / 2] + sorted[sorted.length / 2]) / 2, sorted[0], sorted[last]);
    }

    public static <T> Spread of(Stream<T> things, ToDoubleFunction<T> number) {
        return of(things.mapToDouble(number));
    }

    /** The median, and the range in brackets. */
    @Override
    public String toString() {
        return number(median) + " [" + number(min) + ".." + number(max) + "]";
    }

    /** As many digits as tell something. */
    public static String number(double value) {
        if (value >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}

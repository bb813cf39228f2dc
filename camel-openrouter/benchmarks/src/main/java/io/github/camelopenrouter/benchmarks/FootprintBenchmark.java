package io.github.camelopenrouter.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.github.camelopenrouter.benchmarks.measure.Spread;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.server.Plan;
import io.github.camelopenrouter.outside.InstalledRepository;
import io.github.camelopenrouter.outside.OutsideProject;
import io.github.camelopenrouter.outside.OutsideTools;
import io.github.camelopenrouter.outside.Program;
import io.github.camelopenrouter.outside.Program.Start;

/**
 * What the component adds to an application: jars, megabytes, and the time from the start of the process to the first answer. The
 * same application without any model, and with camel-http alone, stands beside it. Applications are built outside of this build.
 */
final class FootprintBenchmark implements Benchmarks.Benchmark {
    private static final double MEGABYTE = 1e6;
    private static final int STARTS = 11;
    private static final int QUICK_STARTS = 3;

    /** A runtime is one row: where its application is, how that is built, where its jars are then, and how it is run. */
    private enum Runtime {
        MAIN("Camel Main", "main", "compile", "lib", exploded(), 34, 13),
        BOOT("Spring Boot", "boot", "compile", "lib", exploded(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
        QUARKUS(
                "Quarkus, JVM mode",
                "quarkus",
                "package",
                "quarkus-app/lib",
                List.of("-jar", "target/quarkus-app/quarkus-run.jar"),
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY);

        private final String title;
        private final String project;
        private final String phase;
        private final String libraries;
        private final List<String> run;
        private final double jars;
        private final double megabytes;

        Runtime(
                String title,
                String project,
                String phase,
                String libraries,
                List<String> run,
                double jars,
                double megabytes) {
            this.title = title;
            this.project = project;
            this.phase = phase;
            this.libraries = libraries;
            this.run = run;
            this.jars = jars;
            this.megabytes = megabytes;
        }

        private static List<String> exploded() {
            return List.of("-cp", "target/classes" + File.pathSeparator + "target/lib/*", "footprint.App");
        }
    }

    /** What the application asks with. */
    private enum Side {
        NONE("no model"),
        HTTP("camel-http"),
        OPENROUTER("camel-openrouter");

        private final String title;

        Side(String title) {
            this.title = title;
        }
    }

    @Override
    public void run(Setting setting) throws Exception {
        Path module = Path.of(System.getProperty("footprint.module"));
        Path folder = module.resolve("target").resolve("footprint");
        InstalledRepository repository = InstalledRepository.create(
                        folder.resolve("repository"),
                        Path.of(System.getProperty("footprint.repository")),
                        module.getParent().getParent(),
                        System.getProperty("footprint.version"))
                .with("camel-openrouter", "component")
                .with("camel-openrouter-starter", "starter");
        OutsideTools tools = new OutsideTools(
                Path.of(System.getProperty("footprint.maven")),
                Boolean.getBoolean("footprint.offline"),
                repository,
                Map.of());
        String url = Plan.answerAfter(0).baseUrl(setting.server().port());
        int starts = setting.scale() == Scale.QUICK ? QUICK_STARTS : STARTS;
        setting.out()
                .printf(
                        "%nfootprint: %d starts of each application in turn, from the start of the process to the first answer%n",
                        starts);
        for (Runtime runtime : Runtime.values()) {
            Map<Side, Program> programs = new EnumMap<>(Side.class);
            for (Side side : Side.values()) {
                programs.put(
                        side, build(runtime, side, module.resolve("src").resolve("footprint"), folder, tools, url));
            }
            print(runtime, programs, starts, setting);
        }
    }

    private static Program build(Runtime runtime, Side side, Path sources, Path folder, OutsideTools tools, String url)
            throws IOException, InterruptedException {
        String name = side.name().toLowerCase(Locale.ROOT);
        OutsideProject project = OutsideProject.copy(
                sources.resolve(runtime.project), folder.resolve(runtime.project + "-" + name), tools);
        project.maven(List.of(runtime.phase, "-Dside=" + name, "-Dmaven.test.skip=true"));
        List<String> arguments = new ArrayList<>(List.of("-Xmx256m", "-Dfootprint.url=" + url));
        arguments.addAll(runtime.run);
        return new Program(project.folder(), project.folder().resolve("target").resolve(runtime.libraries), arguments);
    }

    private static void print(Runtime runtime, Map<Side, Program> programs, int starts, Setting setting)
            throws IOException, InterruptedException {
        Map<Side, List<Start>> measured = new EnumMap<>(Side.class);
        for (int i = -1; i < starts; i++) {
            for (Side side : Side.values()) {
                Start start = programs.get(side).start();
                // the first fills the caches of the system
                if (i >= 0) {
                    measured.computeIfAbsent(side, any -> new ArrayList<>()).add(start);
                }
            }
        }
        setting.out().printf("  %s%n", runtime.title);
        for (Side side : Side.values()) {
            List<Long> jars = programs.get(side).jars();
            double megabytes = jars.stream().mapToLong(Long::longValue).sum() / MEGABYTE;
            boolean judged = side == Side.OPENROUTER;
            setting.out().printf("    %s%n", side.title);
            setting.out()
                    .printf(
                            Locale.ROOT,
                            "      jars %d  %s%n      MB %.1f  %s%n",
                            jars.size(),
                            judged ? Target.judge(jars.size(), runtime.jars) : "",
                            megabytes,
                            judged ? Target.judge(megabytes, runtime.megabytes) : "");
            row(setting, "ms to the first answer", Start::millis, side, measured);
            row(setting, "CPU ms to the first answer", Start::cpuMillis, side, measured);
        }
    }

    private static void row(
            Setting setting, String title, ToDoubleFunction<Start> number, Side side, Map<Side, List<Start>> measured) {
        List<Start> own = measured.get(side);
        List<Start> http = measured.get(Side.HTTP);
        String ratio = "";
        if (side == Side.OPENROUTER) {
            Spread ratios = Spread.of(IntStream.range(0, own.size())
                    .mapToDouble(i -> number.applyAsDouble(own.get(i)) / number.applyAsDouble(http.get(i))));
            ratio = "x " + ratios + " camel-http's, " + Target.judge(ratios.median(), 1.1);
        }
        setting.out().printf("      %s %s  %s%n", title, Spread.of(own.stream(), number), ratio);
    }
}

package footprint;

import org.apache.camel.main.Main;

/** Starts, asks once, says that the answer is there, and ends. */
public final class App {
    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.configure().addRoutesBuilder(new Question());
        main.start();
        String answer = main.getCamelTemplate().requestBody("direct:ask", "Say hello", String.class);
        System.out.println("ANSWER " + answer);
        main.stop();
    }
}

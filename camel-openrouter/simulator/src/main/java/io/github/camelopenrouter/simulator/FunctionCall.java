package io.github.camelopenrouter.simulator;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A call of a function in a scripted {@link AssistantTurn}, and how the wire has it.
 *
 * <p>As it is, a stream sends it as providers do: first the id and the name, then pieces of the arguments. Each method makes
 * it differ from that in one of the ways that were seen with real providers. A method returns a new call and leaves this
 * one as it was. No argument may be null unless it says so.
 */
public final class FunctionCall {

    /** What is unusual about a call. */
    enum Oddity {
        NO_ID,
        NO_INDEX,
        NO_TYPE,
        NO_ARGUMENTS,
        OBJECT,
        ONE_DELTA,
        NAME_REPEATED,
        NAME_LATE
    }

    private final String name;
    private final String arguments;
    private final String id;
    private final Integer index;
    private final String trailing;
    private final Set<Oddity> oddities;

    private FunctionCall(
            String name, String arguments, String id, Integer index, String trailing, Set<Oddity> oddities) {
        this.name = name;
        this.arguments = arguments;
        this.id = id;
        this.index = index;
        this.trailing = trailing;
        this.oddities = oddities;
    }

    /**
     * A call with these arguments, which go out as they are, JSON or not.
     *
     * @param arguments may be empty; null for JSON's null
     */
    public static FunctionCall of(String name, String arguments) {
        return new FunctionCall(
                Objects.requireNonNull(name, "name"), arguments, null, null, "", EnumSet.noneOf(Oddity.class));
    }

    /** With that id, which may be empty or that of another call. Without this, the turn makes one. */
    public FunctionCall id(String newId) {
        return new FunctionCall(name, arguments, Objects.requireNonNull(newId, "id"), index, trailing, oddities);
    }

    /** Without an id. */
    public FunctionCall withoutId() {
        return with(Oddity.NO_ID);
    }

    /** With that index instead of its place among the calls: several calls may share one. */
    public FunctionCall index(int newIndex) {
        return new FunctionCall(name, arguments, id, newIndex, trailing, oddities);
    }

    /** Without an index. Its further pieces have neither id nor index. */
    public FunctionCall withoutIndex() {
        return with(Oddity.NO_INDEX);
    }

    /** Without {@code "type":"function"}. */
    public FunctionCall withoutType() {
        return with(Oddity.NO_TYPE);
    }

    /** Without a member for the arguments. */
    public FunctionCall withoutArguments() {
        return with(Oddity.NO_ARGUMENTS);
    }

    /**
     * With arguments that are a JSON object instead of a string that holds one. A stream has them in one piece.
     *
     * @throws IllegalArgumentException if they are not JSON
     */
    public FunctionCall argumentsAsObject() {
        ScriptedTurn.json(arguments);
        return with(Oddity.OBJECT);
    }

    /** With the same arguments twice, one behind the other; they must not be null. */
    public FunctionCall argumentsDoubled() {
        Objects.requireNonNull(arguments, "arguments");
        return new FunctionCall(name, arguments + arguments, id, index, trailing, oddities);
    }

    /** With a further piece of a stream behind the arguments, such as a blank. An answer in one piece has it, too. */
    public FunctionCall trailing(String piece) {
        return new FunctionCall(name, arguments, id, index, Objects.requireNonNull(piece, "piece"), oddities);
    }

    /** With its arguments in the first piece of a stream. */
    public FunctionCall inOneDelta() {
        return with(Oddity.ONE_DELTA);
    }

    /** With its name in each piece of a stream. */
    public FunctionCall nameRepeated() {
        return with(Oddity.NAME_REPEATED);
    }

    /** With its name only in the last piece of a stream. */
    public FunctionCall nameLate() {
        return with(Oddity.NAME_LATE);
    }

    boolean is(Oddity oddity) {
        return oddities.contains(oddity);
    }

    String name() {
        return name;
    }

    String arguments() {
        return arguments;
    }

    /** Null if the turn makes it. */
    String id() {
        return id;
    }

    /** Null for the place among the calls. */
    Integer index() {
        return index;
    }

    String trailing() {
        return trailing;
    }

    /** The same with other arguments. */
    FunctionCall arguments(String others) {
        return new FunctionCall(name, others, id, index, trailing, oddities);
    }

    private FunctionCall with(Oddity oddity) {
        Set<Oddity> more = EnumSet.copyOf(oddities);
        more.add(oddity);
        return new FunctionCall(name, arguments, id, index, trailing, more);
    }
}

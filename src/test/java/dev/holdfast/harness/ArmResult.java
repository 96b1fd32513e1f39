package dev.holdfast.harness;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one arm once it has ended.
 *
 * @param trouble why the arm cannot be judged, or null where it can
 */
public record ArmResult(
    String candidate,
    Role role,
    Condition condition,
    Answer felt,
    Answer holds,
    Answer breaks,
    @Nullable String trouble) {

  public Outcome outcome() {
    return Outcome.of(holds, breaks);
  }

  String label() {
    return candidate + (condition == Condition.CALM ? " in calm" : " under the fault");
  }
}

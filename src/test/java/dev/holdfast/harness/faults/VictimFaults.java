package dev.holdfast.harness.faults;

import dev.holdfast.harness.faults.Faults.Opening;

/** What the container engine does to a victim: how each kind of fault begins and ends. */
final class VictimFaults {
  private VictimFaults() {}

  static Opening pause(Victim victim) {
    return () -> {
      victim.pause();
      return victim::resume;
    };
  }

  static Opening signal(Victim victim, String signal) {
    return () -> {
      victim.signal(signal);
      return () -> {};
    };
  }

  static Opening restart(Victim victim) {
    return () -> {
      victim.signal("SIGKILL");
      victim.restart();
      return () -> {};
    };
  }
}

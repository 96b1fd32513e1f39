package dev.holdfast.caching.examples;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;

/** What an application's meters show, for whoever looks at it by hand. */
public final class Figures {
  private Figures() {}

  /** By the meters' names, those with the same name and other tags added up. */
  public static Map<String, Double> of(MeterRegistry meters) {
    Map<String, Double> figures = new TreeMap<>();
    meters.forEachMeter(
        meter -> {
          for (Measurement figure : meter.measure()) {
            figures.merge(meter.getId().getName(), figure.getValue(), Double::sum);
          }
        });
    return figures;
  }
}

package dev.holdfast.postgres.pooling;

import java.util.HashMap;
import java.util.Map;

/** The pooler of an older guide: it passes the names of prepared statements on as they are. */
final class NaivePassThrough {
  private NaivePassThrough() {}

  static Map<String, String> of(PgBouncerProfile profile) {
    Map<String, String> settings = new HashMap<>(profile.pooler());
    settings.put("max_prepared_statements", "0");
    return settings;
  }
}

package dev.holdfast.postgres.observability;

/** Rules over what most dashboards show first. */
final class NaiveAlerts {
  /** Of the requests that ended in the five scrapes before, those that failed too. */
  static final String AVERAGE_LATENCY =
      """
      groups:
        - name: latency
          rules:
            - alert: SlowRequests
              expr: rate(requests_seconds_sum[500ms]) / rate(requests_seconds_count[500ms]) > 0.5
      """;

  static final String CONNECTIONS_IN_USE =
      """
      groups:
        - name: connections
          rules:
            - alert: ManyConnections
              expr: hikaricp_connections_active > 0.8 * hikaricp_connections_max
      """;

  private NaiveAlerts() {}
}

package dev.holdfast.postgres.pooling;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Other pools over one database, with the driver's defaults, each as its own documentation
 * recommends for production: connections are checked, and the wait for one is bounded.
 *
 * @param size connections at most
 * @param waiting the longest that a caller is to wait for a connection
 * @param checking the longest that a check of one may take; whole seconds, as all of them count
 */
public record StockPools(
    PGSimpleDataSource database, int size, Duration waiting, Duration checking) {
  public static final String DBCP =
      "maxWait; checked when borrowed (its default), with a validationQueryTimeout";
  public static final String C_THREE_P_ZERO =
      "checkoutTimeout; testConnectionOnCheckout, the simple advice of its manual, with a"
          + " connectionIsValidTimeout";
  public static final String AGROAL =
      "acquisitionTimeout; idle connections are validated, with a time-out, as its Javadoc"
          + " recommends over validateOnBorrow; PostgreSQL's exception sorter";
  public static final String TOMCAT =
      "maxWait; testOnBorrow with validationQuery and its time-out, ConnectionState and"
          + " StatementFinalizer, as the example of its manual";

  private static final Duration IDLE = Duration.ofSeconds(1); // after that Agroal looks at it first

  public Pool dbcp() {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(database.getUrl());
    pool.setUsername(database.getUser());
    pool.setPassword(database.getPassword());
    pool.setMaxTotal(size);
    pool.setMaxWait(waiting);
    pool.setValidationQueryTimeout(checking);
    return new Pool(pool, pool::close);
  }

  public Pool c3p0() {
    ComboPooledDataSource pool = new ComboPooledDataSource();
    pool.setJdbcUrl(database.getUrl());
    pool.setUser(database.getUser());
    pool.setPassword(database.getPassword());
    pool.setMaxPoolSize(size);
    pool.setCheckoutTimeout(millis(waiting));
    pool.setTestConnectionOnCheckout(true);
    pool.setConnectionIsValidTimeout(Math.toIntExact(checking.toSeconds()));
    return new Pool(pool, pool::close);
  }

  public Pool agroal() throws SQLException {
    var configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(size)
                        .acquisitionTimeout(waiting)
                        .idleValidationTimeout(IDLE)
                        .connectionValidator(
                            ConnectionValidator.defaultValidatorWithTimeout(
                                Math.toIntExact(checking.toSeconds())))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            factory ->
                                factory
                                    .jdbcUrl(database.getUrl())
                                    .principal(new NamePrincipal(database.getUser()))
                                    .credential(new SimplePassword(database.getPassword()))));
    AgroalDataSource pool = AgroalDataSource.from(configuration);
    return new Pool(pool, pool::close);
  }

  public Pool tomcat() {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(database.getUrl());
    properties.setDriverClassName("org.postgresql.Driver");
    properties.setUsername(database.getUser());
    properties.setPassword(database.getPassword());
    properties.setMaxActive(size);
    properties.setMaxIdle(size);
    properties.setInitialSize(1);
    properties.setMinIdle(1);
    properties.setMaxWait(millis(waiting));
    properties.setTestOnBorrow(true);
    properties.setValidationQuery("SELECT 1");
    properties.setValidationQueryTimeout(Math.toIntExact(checking.toSeconds()));
    properties.setJdbcInterceptors("ConnectionState;StatementFinalizer");
    var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
    return new Pool(pool, pool::close);
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}

package dev.holdfast.postgres.driver;

import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An export as a process of its own: reads all rows of a query, and prints how far it came. */
final class Export {
  static final int ROWS_AT_A_TIME = 1_000; // a megabyte
  static final int ROW = 1_000; // bytes

  /** Both exports are told so, and so is the driver. */
  static final String READ = "rows read: ";

  static final String OUT_OF_MEMORY = "out of memory";

  private static final String SQLSTATE_OUT_OF_MEMORY = "53200"; // the driver's own, by pgjdbc

  private Export() {}

  /** What the process is to be told, so that it finds its database from inside. */
  static List<String> arguments(Postgres postgres, int rows) {
    PGSimpleDataSource source = postgres.dataSource();
    return List.of(
        postgres.upstream().host(),
        String.valueOf(postgres.upstream().port()),
        String.valueOf(source.getDatabaseName()),
        String.valueOf(source.getUser()),
        String.valueOf(source.getPassword()),
        String.valueOf(rows));
  }

  /** Runs an export in this process; its first argument is the process's name. */
  static void main(String[] arguments, Reading reading) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {arguments[1]});
    source.setPortNumbers(new int[] {Integer.parseInt(arguments[2])});
    source.setDatabaseName(arguments[3]);
    source.setUser(arguments[4]);
    source.setPassword(arguments[5]);
    System.out.println(AppProcess.READY);
    try {
      System.out.println(READ + reading.all(source, sql(arguments[6])));
    } catch (OutOfMemoryError _) {
      System.out.println(OUT_OF_MEMORY);
    } catch (SQLException e) {
      if (!SQLSTATE_OUT_OF_MEMORY.equals(e.getSQLState())) {
        throw e;
      }
      System.out.println(OUT_OF_MEMORY);
    }
  }

  private static String sql(String rows) {
    return "SELECT n, repeat('x', %d) FROM generate_series(1, %s) n".formatted(ROW, rows);
  }

  /** Reads all rows, and says how many there were. */
  interface Reading {
    long all(DataSource dataSource, String sql) throws SQLException;
  }
}

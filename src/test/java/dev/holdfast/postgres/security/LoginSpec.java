package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.TlsPostgres;
import dev.holdfast.harness.faults.Faults;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What does an application give a server of its password, when the server asks for too much? */
@Specification(Outline.POSTGRES_SECURITY)
class LoginSpec {

  @Claim(
      says = "A client gives its password to no server, not even to one with the right certificate",
      limit =
          "the server must know the password's SCRAM secret: one that it has as MD5 is set anew",
      source = "RFC 5802, section 6, Channel Binding; pgjdbc manual, channelBinding")
  class APasswordIsGivenToNoServer extends Meeting {
    final Faults faults;

    APasswordIsGivenToNoServer(TlsPostgres server, Faults faults) throws SQLException, IOException {
      super(server);
      this.faults = faults;
    }

    @Subject(TlsPolicy.class)
    DataSource the_login_is_bound_to_the_connection() {
      return client(_ -> {});
    }

    @Control(differs = "channelBinding=prefer, the default: logs in as the server asks")
    DataSource the_login_is_as_the_server_asks() {
      return client(source -> source.setChannelBinding("prefer"));
    }

    @Override
    public Told run(DataSource client) throws Exception {
      server.asks(
          user(),
          faults.instead("a server that asks for the password", "scram-sha-256", "password"));
      return meet(client);
    }

    @Override
    public void holds(Told seen) {
      assertThat(seen.secrets()).isEqualTo(seen.isMeant() ? CONNECTIONS : 0);
      assertThat(seen.refused()).isEqualTo(seen.isMeant() ? 0 : CONNECTIONS);
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.isMeant()).isFalse();
      assertThat(seen.secrets()).isEqualTo(CONNECTIONS);
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.isMeant()).isFalse();
    }
  }

  @Claim(
      says = "A client does not log in by MD5, whose stored hash is as good as the password",
      limit =
          "roles whose passwords are stored as MD5 must set them anew, and wait outside until then",
      source = "PostgreSQL 18 manual, section 20.5, Password Authentication: MD5 is deprecated")
  class AHashOfThePasswordIsGivenToNoServer extends Meeting {
    final Faults faults;

    AHashOfThePasswordIsGivenToNoServer(TlsPostgres server, Faults faults)
        throws SQLException, IOException {
      super(server);
      this.faults = faults;
    }

    @Subject(TlsPolicy.class)
    DataSource the_login_is_bound_to_the_connection() {
      return client(_ -> {});
    }

    @Control(differs = "channelBinding=prefer, the default: logs in as the server asks")
    DataSource the_login_is_as_the_server_asks() {
      return client(source -> source.setChannelBinding("prefer"));
    }

    @Override
    public Told run(DataSource client) throws Exception {
      server.asks(user(), "md5"); // by SCRAM where it has the password as that
      storePassword(faults.instead("a password stored as MD5", "scram-sha-256", "md5"));
      return meet(client);
    }

    @Override
    public void holds(Told seen) {
      assertThat(seen.secrets()).isEqualTo(seen.isMeant() ? CONNECTIONS : 0);
      assertThat(seen.refused()).isEqualTo(seen.isMeant() ? 0 : CONNECTIONS);
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.isMeant()).isFalse();
      assertThat(seen.secrets()).isEqualTo(CONNECTIONS);
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.isMeant()).isFalse();
    }
  }
}

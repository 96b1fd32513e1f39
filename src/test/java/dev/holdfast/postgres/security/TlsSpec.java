package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Authority;
import dev.holdfast.harness.environment.TlsPostgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whom does an application tell its customers' data, when the server is not the one it means? */
@Specification(Outline.POSTGRES_SECURITY)
class TlsSpec {

  @Claim(
      says = "A client tells nothing to a server whose certificate bears another name",
      limit = "a certificate that was withdrawn is believed: no revocation list is looked at",
      source = "pgjdbc manual, Using SSL, sslmode; RFC 9525, section 6")
  class AServerOfAnotherNameIsToldNothing extends Meeting {
    final Faults faults;

    AServerOfAnotherNameIsToldNothing(TlsPostgres server, Faults faults)
        throws SQLException, IOException {
      super(server);
      this.faults = faults;
    }

    @Subject(TlsPolicy.class)
    DataSource authority_and_name_are_checked() {
      return client(_ -> {});
    }

    @Control(differs = "sslmode=verify-ca: checks who certified the server, not for which name")
    DataSource the_authority_is_checked() {
      return client(source -> source.setSslMode("verify-ca"));
    }

    @Override
    public Told run(DataSource client) throws Exception {
      String name =
          faults.instead("a certificate for another name", server.host(), "elsewhere.example");
      server.presents(OURS.certify(name));
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
      says = "A client tells nothing to a server that another authority has certified",
      limit = "while an authority takes over from another, clients must be given both beforehand",
      source = "pgjdbc manual, Using SSL, sslmode and sslrootcert")
  class AServerOfAnotherAuthorityIsToldNothing extends Meeting {
    static final Authority ANOTHER = new Authority("another");

    final Faults faults;

    AServerOfAnotherAuthorityIsToldNothing(TlsPostgres server, Faults faults)
        throws SQLException, IOException {
      super(server);
      this.faults = faults;
    }

    @Subject(TlsPolicy.class)
    DataSource authority_and_name_are_checked() {
      return client(_ -> {});
    }

    @Control(differs = "sslmode=require: encrypts, and checks no certificate")
    DataSource the_connection_is_encrypted() {
      return client(source -> source.setSslMode("require"));
    }

    @Override
    public Told run(DataSource client) throws Exception {
      Authority authority = faults.instead("a certificate of another authority", OURS, ANOTHER);
      server.presents(authority.certify(server.host()));
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
      says = "A client tells nothing to a server that does not encrypt",
      limit = "who listens still sees that, when and how much the two talk",
      source = "pgjdbc manual, Using SSL, sslmode: prefer is the default")
  class AServerWithoutEncryptionIsToldNothing extends Meeting {
    final Faults faults;

    AServerWithoutEncryptionIsToldNothing(TlsPostgres server, Faults faults)
        throws SQLException, IOException {
      super(server);
      this.faults = faults;
    }

    @Subject(TlsPolicy.class)
    DataSource encryption_is_a_must() {
      return client(_ -> {});
    }

    @Control(differs = "as the driver comes: encrypts when the server offers it")
    DataSource encryption_is_preferred() {
      return client(
          source -> {
            source.setSslMode("prefer");
            source.setChannelBinding("prefer");
          });
    }

    @Override
    public Told run(DataSource client) throws Exception {
      Faults.Opening clear =
          () -> {
            server.speaksInTheClear();
            return () -> {};
          };
      try (Fault _ = faults.begin("no encryption", "the server", clear)) {
        return meet(client);
      }
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

package dev.holdfast.postgres.security;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;

/** Tells the pool the next credentials, and evicts once what is in it at that moment. */
final class NaiveRotation implements HikariCredentialsProvider {
  private volatile Credentials current;

  NaiveRotation(Credentials first) {
    this.current = first;
  }

  @Override
  public Credentials getCredentials() {
    return current;
  }

  void rotate(HikariDataSource pool, Credentials next) {
    current = next;
    pool.getHikariPoolMXBean().softEvictConnections();
  }
}

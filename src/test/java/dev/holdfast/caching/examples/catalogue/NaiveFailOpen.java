package dev.holdfast.caching.examples.catalogue;

import io.lettuce.core.SetArgs;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Cache-aside that fails open: a request that finds nothing asks the database for itself. */
final class NaiveFailOpen implements Products {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final SetArgs KEPT = SetArgs.Builder.px(CachedProducts.KEPT);

  private final Ground ground;

  NaiveFailOpen(Ground ground) {
    this.ground = ground;
  }

  @Override
  public @Nullable Product find(long id) throws SQLException {
    String key = CachedProducts.key(id);
    String found = ground.breaker().call(() -> ground.redis().get().sync().get(key)).orElse(null);
    if (found != null) {
      return JSON.readValue(found, Product.class);
    }
    Product product = ground.table().find(id);
    String json = JSON.writeValueAsString(product);
    var _ = ground.breaker().call(() -> ground.redis().get().sync().set(key, json, KEPT));
    return product;
  }

  @Override
  public void save(Product product) throws SQLException {
    ground.table().save(product);
    var _ =
        ground
            .breaker()
            .call(() -> ground.redis().get().sync().del(CachedProducts.key(product.id())));
  }
}

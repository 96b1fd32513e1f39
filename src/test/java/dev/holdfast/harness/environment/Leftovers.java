package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.testcontainers.DockerClientFactory;

/**
 * Removes what runs left in the engine: by label, and only where the owner is dead or is the
 * caller.
 */
final class Leftovers {
  private Leftovers() {}

  /**
   * What earlier runs on this host left whose process has ended. A run that is still going on keeps
   * its own.
   */
  static int removeOfTheDead() {
    return remove(Owner::dead);
  }

  static int removeOf(Owner owner) {
    return remove(owner::equals);
  }

  private static int remove(Predicate<Owner> whose) {
    DockerClient engine = DockerClientFactory.instance().client();
    int removed = 0;
    for (Container container :
        engine.listContainersCmd().withShowAll(true).withLabelFilter(List.of(Owner.RUN)).exec()) {
      if (matches(container.getLabels(), whose)) {
        quietly(
            () ->
                engine
                    .removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
        removed++;
      }
    }
    for (Network network :
        engine.listNetworksCmd().withFilter("label", List.of(Owner.RUN)).exec()) {
      if (matches(network.getLabels(), whose)) {
        quietly(() -> engine.removeNetworkCmd(network.getId()).exec());
        removed++;
      }
    }
    for (Image image :
        engine.listImagesCmd().withLabelFilter(List.of(Owner.RUN).toArray(String[]::new)).exec()) {
      if (matches(image.getLabels(), whose)) {
        quietly(() -> engine.removeImageCmd(image.getId()).withForce(true).exec());
        removed++;
      }
    }
    return removed;
  }

  private static boolean matches(Map<String, String> labels, Predicate<Owner> whose) {
    return labels != null && Owner.of(labels).filter(whose).isPresent();
  }

  /** Another run may remove the same leftovers at the same moment. */
  private static void quietly(Runnable removal) {
    try {
      removal.run();
    } catch (NotFoundException | ConflictException gone) {
      org.slf4j.LoggerFactory.getLogger(Leftovers.class).debug("removed by somebody else", gone);
    }
  }
}

package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Info;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** What a run ran on, for its manifest. Names no host and no user. */
final class Facts {
  private static final long MIB = 1024 * 1024;

  private Facts() {}

  static Map<String, String> of(Collection<DockerImageName> images) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put(
        "system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    if (!images.isEmpty()) {
      DockerClient engine = DockerClientFactory.instance().client();
      Info info = engine.infoCmd().exec();
      facts.put(
          "engine",
          "%s, %s, %d processors, %d MiB"
              .formatted(info.getServerVersion(), info.getDriver(), info.getNCPU(), memory(info)));
      for (DockerImageName image : images) {
        InspectImageResponse found = engine.inspectImageCmd(image.asCanonicalNameString()).exec();
        facts.put("image " + image.asCanonicalNameString(), String.valueOf(found.getId()));
      }
    }
    return facts;
  }

  private static long memory(Info info) {
    Long bytes = info.getMemTotal();
    return bytes == null ? 0 : bytes / MIB;
  }
}

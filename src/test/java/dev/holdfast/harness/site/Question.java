package dev.holdfast.harness.site;

import dev.holdfast.Outline;
import java.util.List;

/**
 * One question of the specification: a page.
 *
 * @param asks the question
 * @param more what its specification says besides
 * @param path of its page, from the site's root
 * @param claims the answer: those that are not proven first, then in the order of the file
 */
public record Question(
    Outline outline, String asks, List<String> more, String path, List<ClaimView> claims) {

  public String address(ClaimView claim) {
    return path + "#" + claim.name();
  }
}

package dev.holdfast.harness.site;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chromium.ChromiumOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.CapabilityType;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * The site that the run has just written, in a real Chromium, from the file system: can one walk
 * through it, is every timeline drawn, does the console stay silent? Runs after the report, and
 * keeps screenshots beside the site.
 */
class SiteBrowserCheck {
  private static final Path SITE =
      Path.of(System.getProperty("holdfast.directory", "target/spec")).toAbsolutePath();
  private static final int DESK = 1280;
  private static final int PHONE = 390;
  private static final int TALL = 2_400;
  private static final int LEAST_HEIGHT = 20;

  /** As {@code Emulation.setDeviceMetricsOverride} has it; a window cannot be made this narrow. */
  private static final Map<String, Object> PHONE_SCREEN =
      Map.of("deviceMetrics", Map.of("width", PHONE, "height", 844, "pixelRatio", 1.0));

  /** A question for each would take most of the check's time. */
  private static final String TIMELINES =
      """
      [...document.querySelectorAll('.claim > .timeline svg')].map(timeline =>
        [timeline, ...timeline.querySelectorAll('.shade.real')].map(one => {
          const box = one.getBoundingClientRect();
          return [box.width, box.height];
        }))""";

  private static Browser browser;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.on(SITE);
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @Test
  void readerWalksFromTheOverviewToAClaimAndBack() {
    try (Visit visit = new Visit(options())) {
      visit.open("index.html");
      WebElement link = visit.find(".claims a").getFirst();
      String claim = link.getText();
      link.click();
      assertThat(visit.find(".claim:target > h2").getFirst().getText()).endsWith(claim);
      visit.find(".back a").getFirst().click();
      assertThat(visit.driver.getCurrentUrl()).contains("/index.html#");
      for (String page :
          List.of("Limits", "Libraries", "Cost", "No proof yet", "Environment", "Specification")) {
        visit.driver.findElement(By.linkText(page)).click();
        assertThat(visit.find("nav [aria-current=page]").getFirst().getText()).isEqualTo(page);
      }
    }
  }

  @Test
  void everyTimelineIsDrawnWithItsFaultShaded() {
    try (Visit visit = new Visit(options())) {
      int drawn = 0;
      for (String page : questions()) {
        visit.open(page);
        for (List<Box> timeline : visit.timelines()) {
          assertThat(timeline.getFirst().width()).as(page).isGreaterThan(PHONE);
          assertThat(timeline.getFirst().height()).as(page).isGreaterThan(LEAST_HEIGHT);
          List<Box> shades = timeline.subList(1, timeline.size());
          assertThat(shades).as(page).isNotEmpty();
          for (Box shade : shades) {
            assertThat(shade.width()).as(page).isPositive();
            assertThat(shade.height()).as(page).isGreaterThan(LEAST_HEIGHT);
          }
          drawn++;
        }
      }
      assertThat(drawn).isPositive();
    }
  }

  @Test
  void noPageScrollsSidewaysOnAPhone() {
    try (Visit visit =
        new Visit(options().setExperimentalOption("mobileEmulation", PHONE_SCREEN))) {
      for (String page : pages()) {
        visit.open(page);
        assertThat(visit.ask("document.documentElement.scrollWidth"))
            .as(page)
            .isEqualTo((long) PHONE);
      }
    }
  }

  @Test
  void screenshotsAreKeptInLight() throws IOException {
    try (Visit visit = new Visit(options())) {
      visit.keepScreenshots("light", "rgb(255, 255, 255)");
    }
  }

  @Test
  void screenshotsAreKeptInDark() throws IOException {
    try (Visit visit = new Visit(options().addArguments("--force-dark-mode"))) {
      visit.keepScreenshots("dark", "rgb(20, 22, 26)");
    }
  }

  /** What an element takes of the page, in its pixels. */
  private record Box(double width, double height) {
    static Box of(Object pair) {
      List<?> sides = (List<?>) pair;
      return new Box(
          ((Number) sides.getFirst()).doubleValue(), ((Number) sides.getLast()).doubleValue());
    }
  }

  /** One session with the browser, at the end of which its console has to be empty. */
  private static final class Visit implements AutoCloseable {
    private final RemoteWebDriver driver;

    Visit(ChromiumOptions<?> options) {
      driver = new RemoteWebDriver(browser.webDriver(), options);
    }

    void open(String page) {
      driver.get(browser.address(page));
    }

    List<WebElement> find(String selector) {
      return driver.findElements(By.cssSelector(selector));
    }

    @Nullable Object ask(String expression) {
      return driver.executeScript("return " + expression);
    }

    /** The box of each timeline of the page, then of its shades; asked for at once. */
    List<List<Box>> timelines() {
      return ((List<?>) requireNonNull(ask(TIMELINES)))
          .stream().map(timeline -> ((List<?>) timeline).stream().map(Box::of).toList()).toList();
    }

    void keepScreenshots(String name, String background) throws IOException {
      driver.manage().window().setSize(new Dimension(DESK, TALL));
      open("index.html");
      assertThat(ask("getComputedStyle(document.body).backgroundColor")).isEqualTo(background);
      keep("overview-" + name);
      open(questions().getFirst());
      driver.executeScript("document.querySelector('.claim').scrollIntoView()");
      keep("claim-" + name);
    }

    private void keep(String name) throws IOException {
      Path file = SITE.resolve("screenshots").resolve(name + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
      try {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
      } finally {
        driver.quit();
      }
    }
  }

  /** All pages, from the site's root. */
  private static List<String> pages() {
    try (Stream<Path> files = Files.walk(SITE)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .map(file -> SITE.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SITE, e);
    }
  }

  private static List<String> questions() {
    return pages().stream().filter(page -> page.contains("/")).toList();
  }

  private static ChromiumOptions<?> options() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromiumOptions<?> options =
        new ChromiumOptions<>(CapabilityType.BROWSER_NAME, "chrome", "goog:chromeOptions");
    options.setCapability("goog:loggingPrefs", logs);
    return options.addArguments("--headless=new", "--window-size=%d,900".formatted(DESK));
  }
}

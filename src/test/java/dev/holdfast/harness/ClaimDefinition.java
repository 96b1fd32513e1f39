package dev.holdfast.harness;

import dev.holdfast.Outline;
import dev.holdfast.harness.evidence.Libraries;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A claim as its class declares it. */
public record ClaimDefinition(Class<?> type) {

  public ClaimDefinition {
    if (!type.isAnnotationPresent(Claim.class)) {
      throw new IllegalArgumentException(type.getName() + " is not annotated with @Claim");
    }
  }

  public String id() {
    return outline().id() + "." + type.getSimpleName();
  }

  public Outline outline() {
    Specification specification = type.getEnclosingClass().getAnnotation(Specification.class);
    if (specification == null) {
      throw new IllegalStateException(
          type.getEnclosingClass().getName() + " is not annotated with @Specification");
    }
    return specification.value();
  }

  public Claim claim() {
    return type.getAnnotation(Claim.class);
  }

  /** Seconds that one arm may take. */
  int within() {
    return claim().within();
  }

  /**
   * What its constructor asks for; the first parameter of an inner class is its enclosing instance.
   */
  public List<Class<?>> uses() {
    Constructor<?>[] constructors = type.getDeclaredConstructors();
    if (constructors.length != 1) {
      throw new IllegalStateException(
          type.getName() + " has " + constructors.length + " constructors; one is needed");
    }
    return Arrays.stream(constructors[0].getParameterTypes())
        .filter(parameter -> parameter != type.getEnclosingClass())
        .toList();
  }

  /**
   * Looks at all of the declaration, before anything is started.
   *
   * @throws IllegalStateException where something is wrong with it
   */
  void check() {
    uses();
    factories().forEach(this::note);
    if (factories().stream().noneMatch(method -> is(method, Control.class))) {
      throw new IllegalStateException(type.getName() + " needs a @Control");
    }
    for (Method factory : factories()) {
      if (factory.getParameterCount() > 0 || Modifier.isStatic(factory.getModifiers())) {
        throw new IllegalStateException(factory + " must be an instance method without parameters");
      }
    }
  }

  /** The arms of one attempt, warm-ups first, not shuffled yet. */
  List<ArmPlan> plans() {
    List<ArmPlan> plans = new ArrayList<>();
    for (Method factory : factories()) {
      Role role = role(factory);
      if (claim().warmUp()) {
        plans.add(new ArmPlan(factory, role, Condition.CALM, false));
      }
      if (claim().noCalm().isEmpty()) {
        plans.add(new ArmPlan(factory, role, Condition.CALM, true));
      }
      plans.add(new ArmPlan(factory, role, Condition.FAULT, true));
    }
    return plans;
  }

  /** The labels of the arms that a verdict needs. */
  Set<String> declared() {
    Set<String> labels = new TreeSet<>();
    plans().stream()
        .filter(ArmPlan::judged)
        .forEach(plan -> labels.add(Proof.label(plan.candidate(), plan.condition())));
    return labels;
  }

  /**
   * What distinguishes a candidate: the missing mechanism of a control, the version and
   * configuration of a peer.
   */
  String note(Method factory) {
    Control control = factory.getAnnotation(Control.class);
    if (control != null) {
      return control.differs();
    }
    Peer peer = factory.getAnnotation(Peer.class);
    return peer == null
        ? ""
        : "%s %s; %s"
            .formatted(peer.artifact(), Libraries.version(peer.artifact()), peer.configured());
  }

  /** The production classes behind a subject; none for the others. */
  List<String> code(Method factory) {
    Subject subject = factory.getAnnotation(Subject.class);
    return subject == null
        ? List.of()
        : Arrays.stream(subject.value()).map(Class::getName).toList();
  }

  private List<Method> factories() {
    List<Method> factories =
        Arrays.stream(type.getDeclaredMethods())
            .filter(
                method ->
                    is(method, Subject.class)
                        || is(method, Control.class)
                        || is(method, Peer.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    if (factories.stream().filter(method -> is(method, Subject.class)).count() != 1) {
      throw new IllegalStateException(type.getName() + " needs exactly one @Subject");
    }
    return factories;
  }

  private static Role role(Method factory) {
    if (is(factory, Subject.class)) {
      return Role.SUBJECT;
    }
    return is(factory, Control.class) ? Role.CONTROL : Role.PEER;
  }

  private static boolean is(Method method, Class<? extends Annotation> annotation) {
    return method.isAnnotationPresent(annotation);
  }
}

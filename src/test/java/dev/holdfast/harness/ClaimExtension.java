package dev.holdfast.harness;

import dev.holdfast.harness.evidence.Evidence;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a claim as a class template: one invocation an arm. The last one fails unless the claim is
 * proven.
 */
final class ClaimExtension implements ClassTemplateInvocationContextProvider {
  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return context.getRequiredTestClass().isAnnotationPresent(Claim.class);
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    ClaimDefinition definition = new ClaimDefinition(context.getRequiredTestClass());
    ClaimRun claim = new ClaimRun(definition, Run.of(context));
    // Lazy: whether there is another arm is known only once the one before has ended.
    return StreamSupport.stream(
        new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED) {
          @Override
          public boolean tryAdvance(Consumer<? super ClassTemplateInvocationContext> action) {
            var arm = claim.next();
            arm.ifPresent(next -> action.accept(new ArmInvocation(claim, next)));
            return arm.isPresent();
          }
        },
        false);
  }

  private record ArmInvocation(ClaimRun claim, ArmRun arm)
      implements ClassTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return arm.plan().label();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new ArmLifecycle(claim, arm));
    }
  }

  private record ArmLifecycle(ClaimRun claim, ArmRun arm)
      implements BeforeClassTemplateInvocationCallback,
          AfterClassTemplateInvocationCallback,
          ParameterResolver {
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
      arm.setUp();
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
      arm.tearDown();
      claim
          .ended(arm)
          .filter(evidence -> evidence.verdict() != Verdict.PROVEN)
          .ifPresent(ArmLifecycle::fail);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ArmRun.class
          || arm.resource(parameter.getParameter().getType()) != null;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Object resource = arm.resource(parameter.getParameter().getType());
      return resource == null ? arm : resource;
    }

    private static void fail(Evidence evidence) {
      throw new AssertionError(
          evidence.id() + " is " + evidence.verdict() + ": " + evidence.reason());
    }
  }
}

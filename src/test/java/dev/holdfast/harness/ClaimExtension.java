package dev.holdfast.harness;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Runs a claim as a class template: one invocation an arm. The last one fails unless the claim is
 * proven.
 */
final class ClaimExtension implements ClassTemplateInvocationContextProvider, ExecutionCondition {
  /** A claim that the run does not select is left out. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    String selected = context.getConfigurationParameter("holdfast.select").orElse("");
    return !type.isAnnotationPresent(Claim.class)
            || Selection.parse(selected).matches(new ClaimDefinition(type).id())
        ? ConditionEvaluationResult.enabled("selected")
        : ConditionEvaluationResult.disabled("not selected by " + selected);
  }

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return context.getRequiredTestClass().isAnnotationPresent(Claim.class);
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    ClaimDefinition definition = new ClaimDefinition(context.getRequiredTestClass());
    ClaimRun claim = ClaimRun.of(definition, Run.of(context));
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
          InvocationInterceptor,
          ParameterResolver,
          TestWatcher {
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
      arm.setUp();
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
      arm.tearDown();
      claim.end(arm);
    }

    @Override
    public <T> T interceptTestClassConstructor(
        Invocation<T> invocation,
        ReflectiveInvocationContext<Constructor<T>> constructor,
        ExtensionContext context)
        throws Throwable {
      return arm.construct(invocation::proceed);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
      arm.missed(cause);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
      arm.missed(cause);
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
  }
}

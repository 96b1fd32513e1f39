/**
 * What a gRPC server promises when it ends: the claims, their controls, and the servers under test.
 */
@NullMarked
package dev.holdfast.grpc.server;

import org.jspecify.annotations.NullMarked;

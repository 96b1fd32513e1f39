/** How a gRPC server ends: no call lost, no client left in doubt, in a time that is known. */
@NullMarked
package dev.holdfast.grpc.server;

import org.jspecify.annotations.NullMarked;

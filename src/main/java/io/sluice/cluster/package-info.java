/**
 * Who is in the cluster, and who owns which volume, in which epoch, until when.
 *
 * <pre>
 *   Hazelcast: members, node records, claims      a hint: what should be
 *   lease file on each volume                     the proof: what is
 *   put/EPOCH/ in each volume's staging           the fence: a former owner can't publish any more
 * </pre>
 *
 * <p>{@link io.sluice.cluster.Seat} decides for one volume on one node, from a {@link
 * io.sluice.cluster.ClusterView}, {@link io.sluice.cluster.Claims} and {@link
 * io.sluice.cluster.Leases}; none of the three is Hazelcast, so that ownership can be simulated.
 */
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;

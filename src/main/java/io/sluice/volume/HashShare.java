package io.sluice.volume;

import java.util.concurrent.ScheduledExecutorService;

/**
 * What the hashers of all volumes of a node share.
 *
 * @param threads where files are read in the background; outlives the volumes
 * @param files how many files of one volume may be read at once there
 * @param rate bounds the bytes read, those for waiting clients too
 */
public record HashShare(ScheduledExecutorService threads, int files, ByteRate rate) {}

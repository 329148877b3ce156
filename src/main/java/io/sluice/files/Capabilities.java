package io.sluice.files;

/**
 * What the file system of a volume can do; found out once, when the volume is opened. Everything
 * missing has a plain replacement.
 *
 * @param fileSystem its name, or its number in hexadecimal where we know no name (fstatfs(2))
 * @param isNetwork whether other hosts may change it; true also for FUSE, where that is unknown
 * @param openat2 else paths are walked segment by segment
 * @param renameNoReplace else names are taken by linkat(2)
 * @param copyFileRange else copies go through memory
 * @param readNoWait else it is never known whether content is in memory
 * @param userAttributes else what S3 says of a file lies in sidecars under {@code .sluice/meta/}
 * @param birthTime whether files tell when they were made; makes sidecars exact
 * @param changesOwner whether new files can be given another owner
 */
public record Capabilities(
    String fileSystem,
    boolean isNetwork,
    boolean openat2,
    boolean renameNoReplace,
    boolean copyFileRange,
    boolean readNoWait,
    boolean userAttributes,
    boolean birthTime,
    boolean changesOwner) {}

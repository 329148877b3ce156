"""One table of medians, and the goals beside what was reached."""

from statistics import median

# Those that the others' CPU is compared with.
PEERS = ["s3proxy", "nginx", "radosgw"]

# Row, server that it is about, server compared with, factor allowed, of what.
GOALS = [
    ("get-4k", "s3proxy", 0.4), ("get-4k", "nginx", 2.0),
    ("head", "s3proxy", 0.4),
    ("put-4k-new", "s3proxy", 0.7), ("put-4k-new", "nginx", 1.6),
    ("get-64m", "nginx", 1.2),
    ("tls-get-64m", "nginx", 1.0), ("tls-get-4k", "nginx", 2.0),
]


def summarise(results):
    """(row, server) to medians over the rounds, in the order of the first measurement."""
    groups = {}
    for result in results:
        groups.setdefault((result["row"], result["server"]), []).append(result)
    return {key: _summary(group) for key, group in groups.items()}


def _summary(group):
    cpu = [one["cpu_ms_per_op"] for one in group]
    summary = {name: median(one[name] for one in group)
               for name in ("throughput", "p50_ms", "p99_ms", "cpu_ms_per_op", "peak_rss")}
    summary.update(title=group[0]["title"], unit=group[0]["unit"], rounds=len(group),
                   cpu_min=min(cpu), cpu_max=max(cpu), failed=sum(one["failed"] for one in group))
    if "gateway" in group[0]:
        summary["gateway"] = group[0]["gateway"]
        summary["gateway_cpu_ms_per_op"] = median(one["gateway_cpu_ms_per_op"] for one in group)
    if "digests_cpu_ms" in group[0]:
        summary["digests_cpu_ms"] = median(one["digests_cpu_ms"] for one in group)
    if "floor_throughput" in group[0]:
        summary["floor_throughput"] = median(one["floor_throughput"] for one in group)
    if "complete_ms" in group[0]:
        summary["complete_ms"] = median(one["complete_ms"] for one in group)
    return summary


def markdown(record, summaries, plots):
    lines = [f"# {record['title']}", "", f"{record['date']}. {record['note']}".strip(), ""]
    lines += [f"* {name}: {value}" for name, value in record["machine"].items()]
    lines += ["", "| server | version | terms |", "|---|---|---|"]
    lines += [f"| {s['name']} | {s['version']} | {s['terms']} |" for s in record["servers"]]
    lines += ["", f"Medians of {record['rounds']} rounds, servers in turn; in brackets the smallest and largest."
              " CPU is the server's, user and system, per operation (an upload in parts is one);"
              " RSS is the peak while the row ran.", ""]
    lines += _table(summaries) + [""] + _goals(summaries)
    lines += [""] + [f"![{name}]({file})" for name, file in plots]
    return "\n".join(lines).rstrip() + "\n"


def _table(summaries):
    peers = [name for name in PEERS if any(server == name for _, server in summaries)]
    out = ["| work | server | throughput | p50 ms | p99 ms | CPU ms per op | "
           + "".join(f"CPU : {name} | " for name in peers) + "RSS MiB |",
           "|---|---|--:|--:|--:|--:|" + "--:|" * len(peers) + "--:|"]
    last = None
    for (row, server), s in summaries.items():
        title = s["title"] if row != last else ""
        last = row
        extra = f"; Complete {s['complete_ms']:.1f} ms" if "complete_ms" in s else ""
        failed = f" **{s['failed']} failed**" if s["failed"] else ""
        own = f"; {s['gateway']} alone {number(s['gateway_cpu_ms_per_op'])}" if "gateway" in s else ""
        ratios = "".join(f" | {_ratio(summaries, row, server, name)}" for name in peers)
        out.append(
            f"| {title} | {server}{failed} | {number(s['throughput'])} {s['unit']}{extra} | {number(s['p50_ms'])}"
            f" | {number(s['p99_ms'])} | **{number(s['cpu_ms_per_op'])}** ({number(s['cpu_min'])} to"
            f" {number(s['cpu_max'])}){own}{ratios} | {s['peak_rss'] / 2**20:.0f} |")
    return out


def _ratio(summaries, row, server, other):
    mine, theirs = summaries[row, server]["cpu_ms_per_op"], summaries.get((row, other))
    times = ratio(mine, theirs["cpu_ms_per_op"]) if theirs else None
    return "-" if times is None else f"{times:.2f}"


def _goals(summaries):
    lines = []
    for row, other, allowed in GOALS:
        mine, theirs = summaries.get((row, "sluice")), summaries.get((row, other))
        times = ratio(mine["cpu_ms_per_op"], theirs["cpu_ms_per_op"]) if mine and theirs else None
        if times is not None:
            lines.append(_goal(f"{mine['title']}: CPU : {other}", f"at most {allowed}", f"{times:.2f}",
                               times <= allowed))
    lines += _own_goals(summaries)
    if not lines:
        return []
    return ["| goal | wanted | measured | |", "|---|---|--:|---|", *lines]


def _own_goals(summaries):
    lines = []
    new, over = (summaries.get((row, "sluice")) for row in ("put-4k-new", "put-4k-over"))
    times = ratio(over["throughput"], new["throughput"]) if new and over else None
    if times is not None:
        lines.append(_goal("PUT 4 KiB: throughput of existing : new keys", "at least 1", f"{times:.2f}", times >= 1))
    synced = summaries.get(("put-4k-synced", "sluice-fsync"))
    times = ratio(synced["throughput"], synced["floor_throughput"]) if synced else None
    if times is not None:
        lines.append(_goal(f"{synced['title']}: throughput : that of a C loop which does the same to files",
                           "at least 0.8", f"{times:.2f}", times >= 0.8))
    plain = summaries.get(("put-64m", "nginx"))
    for row in ("put-64m", "put-64m-signed"):
        s = summaries.get((row, "sluice"))
        if s and plain:
            allowed = plain["cpu_ms_per_op"] + s["digests_cpu_ms"]
            lines.append(_goal(f"{s['title']}: CPU ms, with nginx's PUT and digests of one pass each",
                               f"at most {number(allowed)}", number(s["cpu_ms_per_op"]), s["cpu_ms_per_op"] <= allowed))
    pages = [s for (row, server), s in summaries.items() if server == "sluice" and row.startswith("list-")]
    for s in pages:
        # With verify: entries, which is what auto means on a local file system.
        allowed = 14 if "delimiter" in s["title"] else 7
        lines.append(_goal(f"{s['title']}: CPU ms a page", f"at most {allowed}",
                           number(s["cpu_ms_per_op"]), s["cpu_ms_per_op"] <= allowed))
    for row in ("multipart", "multipart-many"):
        s = summaries.get((row, "sluice"))
        if s:
            lines.append(_goal(f"{s['title']}: Complete ms", "under 50", number(s["complete_ms"]), s["complete_ms"] < 50))
    quiet = summaries.get(("get-4k", "sluice"))
    for row in ("get-idle", "get-slow"):
        s = summaries.get((row, "sluice"))
        times = ratio(s["p99_ms"], quiet["p99_ms"]) if quiet and s else None
        if times is not None:
            lines.append(_goal(f"{s['title']}: p99 : p99 alone", "at most 2", f"{times:.2f}", times <= 2))
    return lines


def _goal(what, wanted, measured, is_met):
    return f"| {what} | {wanted} | {measured} | {'met' if is_met else 'not met'} |"


def ratio(mine, theirs):
    """None beside nothing: a kernel that counts CPU in ticks finds none in work of milliseconds."""
    return mine / theirs if theirs else None


def number(value):
    """Three figures that count; thousands separated. What could not be measured is a dash."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"

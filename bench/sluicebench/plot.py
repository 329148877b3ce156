"""Bars as SVG: one panel a row, one bar a server, each panel on a scale of its own."""

from html import escape

from .report import number

COLOURS = ["#0b6e99", "#8fc1d4", "#d9822b", "#7a7a7a", "#5b8c5a", "#a3485f"]
WIDTH, LABEL, BAR, GAP = 860, 300, 16, 14


def bars(title, summaries, value, unit_of):
    """An SVG document. `value` takes a summary, `unit_of` gives what follows the number."""
    servers = list(dict.fromkeys(server for _, server in summaries))
    panels = {}
    for (row, server), summary in summaries.items():
        panels.setdefault(row, []).append((server, summary))
    body, y = [], 56
    for panel in panels.values():
        body += _panel(panel, y, servers, value, unit_of)
        y += len(panel) * BAR + GAP
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 8}" '
        f'viewBox="0 0 {WIDTH} {y + 8}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{y + 8}" fill="white"/>',
        f'<text x="12" y="22" font-size="15" font-weight="bold">{escape(title)}</text>',
        *_legend(servers), *body, "</svg>", ""])


def _legend(servers):
    out, x = [], 12
    for i, server in enumerate(servers):
        out.append(f'<rect x="{x}" y="34" width="10" height="10" fill="{COLOURS[i % len(COLOURS)]}"/>')
        out.append(f'<text x="{x + 15}" y="43">{escape(server)}</text>')
        x += 40 + 7 * len(server)
    return out


def _panel(panel, y, servers, value, unit_of):
    largest = max(value(summary) for _, summary in panel) or 1
    out = [f'<text x="12" y="{y + 13}">{escape(panel[0][1]["title"])}</text>']
    for i, (server, summary) in enumerate(panel):
        width = max(1.0, value(summary) / largest * (WIDTH - LABEL - 150))
        top = y + i * BAR
        colour = COLOURS[servers.index(server) % len(COLOURS)]
        out.append(f'<rect x="{LABEL}" y="{top + 2}" width="{width:.1f}" height="{BAR - 3}" fill="{colour}"/>')
        out.append(f'<text x="{LABEL + width + 6:.1f}" y="{top + 13}">{number(value(summary))} {unit_of(summary)}</text>')
    return out

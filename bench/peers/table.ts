import type { Measured } from "./measure.ts";

/** A scenario's servers, one a line. */
export function table(measured: readonly Measured[]): string {
  const [first] = measured;
  const columns = [...new Set(measured.map(({ what }) => what))];
  const servers = [...new Set(measured.map(({ server }) => server))];
  const rows = servers.map((server) => [
    server,
    ...columns.map((what) => cell(measured.find((one) => one.server === server && one.what === what))),
  ]);
  const lines = [[first?.scenario ?? "", ...columns], ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i + 1] ?? "").length)));
  const server_width = Math.max(...lines.map(([server = ""]) => server.length));
  const text = lines.map(([server = "", ...cells]) =>
    [server.padEnd(server_width), ...cells.map((value, i) => value.padStart(widths[i] ?? 0))].join("   "),
  );
  return [...text, ...(first?.note === undefined ? [] : [first.note])].join("\n");
}

function cell(measured: Measured | undefined): string {
  if (!measured) return "";
  const { value, unit, target, moonshot, ok } = measured;
  if (unit !== "x") return `${digits(value)} ${unit}`;
  const wanted = target === undefined ? "" : ` of ${multiple(target)}`;
  const more = moonshot === undefined ? "" : ` (${multiple(moonshot)})`;
  return `${multiple(value)} x${wanted}${more}${ok === undefined ? "" : ok ? " ok  " : " MISS"}`;
}

/** Small ones as the targets say them: 1/50. */
function multiple(value: number): string {
  return value < 0.3 ? `1/${digits(1 / value)}` : value.toFixed(2);
}

function digits(value: number): string {
  return value >= 1000 ? `${Math.round(value / 1000)}k` : value >= 30 ? value.toFixed(0) : value.toPrecision(3);
}

const schemes = new Set(["http:", "https:", "mailto:"]);

/** The address as a browser would go to it; undefined where a link must not lead. */
export function linkTarget(address: string): URL | undefined {
  const withScheme = /^www\./i.test(address)
    ? `http://${address}`
    : /^[^:/?#]+@/.test(address)
      ? `mailto:${address}`
      : address;
  const url = URL.parse(withScheme);
  return url && schemes.has(url.protocol) ? url : undefined;
}

/** The host to be shown beside a link whose text names another one, or whose host is written with look-alike letters. */
export function hostToShow(url: URL, text: string): string | undefined {
  if (url.protocol === "mailto:") return /@/.test(text) && !text.includes(url.pathname) ? url.pathname : undefined;
  if (url.hostname.includes("xn--") || url.username !== "") return url.hostname;
  // The address itself, whose path may have dots as a host has; but for what browsers leave out of it, or read as something else.
  if (linkTarget(text)?.href === url.href && !/[\\\s\p{C}]/u.test(text)) return undefined;
  const named = [...text.matchAll(hostInText)].map(([, host = ""]) => withoutWww(host.toLowerCase()));
  return named.every((host) => host === withoutWww(url.hostname)) ? undefined : url.hostname;
}

/** What a reader may take for a host: names with a dot between them, an address of numbers, or anything behind a scheme. */
const hostInText =
  /(?:^|[^\p{L}\p{N}._-]|\/\/)((?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,10}(?:\p{L}{2,63}|\d{1,3}))(?![\p{L}\p{N}@-])/giu;

function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}

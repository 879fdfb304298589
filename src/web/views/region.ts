/** The parts of the page between which a key moves, in their order, and what of each gets the focus: the first that is there. */
const regions: readonly { readonly part: string; readonly first: readonly string[] }[] = [
  { part: ".sidebar", first: [".channel-link[aria-current]", ".channel-link", "button"] },
  { part: ".channel-header", first: ["button"] },
  { part: ".messages:not([inert])", first: ["[data-seq][tabindex='0']", "button"] },
  { part: ".composer, .composer-note", first: ["textarea", "button"] },
  { part: ".members", first: ["button"] },
];

/** Moves the focus to the next part of the page that can be seen, or the one before. */
export function goToRegion(by: 1 | -1): void {
  const shown = regions.flatMap(({ part, first }) => {
    const element = document.querySelector(part);
    const target = element && firstSeen(element, first);
    return target ? [{ element, target }] : [];
  });
  const at = shown.findIndex(({ element }) => element.contains(document.activeElement));
  const next = at === -1 && by === -1 ? shown.length - 1 : at + by;
  shown[(next + shown.length) % shown.length]?.target.focus();
}

function firstSeen(element: Element, selectors: readonly string[]): HTMLElement | undefined {
  for (const selector of selectors) {
    for (const found of element.querySelectorAll<HTMLElement>(selector))
      if (found.checkVisibility({ visibilityProperty: true })) return found;
  }
  return undefined;
}

/** Drawn on a grid of 24, with lines of the text's colour. */
const shapes = {
  hash: "M5 9h15M4 15h15M10 3 8 21M16 3l-2 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  plus: "M12 5v14M5 12h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.5 2.9-6 6.5-6s6.5 2.5 6.5 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.3c2 .8 3.5 2.9 3.5 5.7",
  invite: "M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 20c0-3.5 2.9-6 6.5-6 1.3 0 2.5.3 3.5.9M18 14v6M15 17h6",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  down: "M6 9l6 6 6-6",
  arrow: "M12 5v14M6 13l6 6 6-6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  send: "M4 12l16-8-6 16-3-6.5zM11 13.5 20 4",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
  alert: "M12 4 2.5 20h19zM12 10v5M12 17.5v.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  more: "M4.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0zM11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0zM17.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.5v.5M15 9.5v.5",
  format: "M3 18 8 6l5 12M4.6 14h6.8M21 18v-6M18 18a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  strike: "M4 12h16M16 7.5C15.5 6 14 5 12 5c-2.5 0-4 1.3-4 3.2M8 16.5C8.5 18 10 19 12 19c2.5 0 4-1.3 4-3.2",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M4 14.5c.3-1 2.5-1 2.5.3 0 1-2.5 1.7-2.5 3.2h2.6",
  quote: "M5 6v12M10 8h10M10 12h10M10 16h6",
  code: "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5",
  codeBlock: "M4 5h16v14H4zM10 9.5 7.5 12l2.5 2.5M14 9.5l2.5 2.5-2.5 2.5",
  keyboard: "M3 7h18v10H3zM7 13.5h10M7 10.3v.01M10.3 10.3v.01M13.7 10.3v.01M17 10.3v.01",
  palette: "M12 21a9 9 0 1 1 9-9c0 2-1.5 3-3 3h-2a2 2 0 0 0-1 3.5c.5.6 0 2.5-3 2.5zM8 11v.01M12 8v.01M16 11v.01",
  door: "M14 4H6v16h8M11 12h9M17 9l3 3-3 3",
  check: "M4 12.5l5 5L20 7",
} as const;

export type IconName = keyof typeof shapes;

/** A picture beside or in place of words. It says nothing to a screen reader: its button or text does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}

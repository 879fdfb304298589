import { createElement } from "preact";
import {
  ArrowDown,
  Bold,
  CaseSensitive,
  Check,
  ChevronDown,
  ChevronsUpDown,
  Clock,
  Code,
  Copy,
  Ellipsis,
  Hash,
  Italic,
  Keyboard,
  Link,
  List,
  ListOrdered,
  Lock,
  LogOut,
  Menu,
  Palette,
  Pencil,
  Plus,
  Search,
  SendHorizontal,
  Smile,
  SquareCode,
  Strikethrough,
  TextQuote,
  Trash2,
  TriangleAlert,
  UserPlus,
  Users,
  X,
} from "lucide";

/** What the client calls them. Only those named here are in the bundle: another one is a line here. */
const icons = {
  alert: TriangleAlert,
  arrow: ArrowDown,
  bold: Bold,
  check: Check,
  choose: ChevronsUpDown,
  clock: Clock,
  close: X,
  code: Code,
  codeBlock: SquareCode,
  copy: Copy,
  door: LogOut,
  down: ChevronDown,
  format: CaseSensitive,
  hash: Hash,
  invite: UserPlus,
  italic: Italic,
  keyboard: Keyboard,
  link: Link,
  list: List,
  lock: Lock,
  menu: Menu,
  more: Ellipsis,
  numbers: ListOrdered,
  palette: Palette,
  pencil: Pencil,
  people: Users,
  plus: Plus,
  quote: TextQuote,
  search: Search,
  send: SendHorizontal,
  smile: Smile,
  strike: Strikethrough,
  trash: Trash2,
} as const;

export type IconName = keyof typeof icons;

/** A picture beside or in place of words. It says nothing to a screen reader: its button or text does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {icons[name].map(([tag, attributes]) => createElement(tag, attributes))}
    </svg>
  );
}

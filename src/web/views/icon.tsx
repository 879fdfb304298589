import { createElement } from "preact";
import {
  ArrowDown,
  ChevronDown,
  ChevronsUpDown,
  Clock,
  Copy,
  Ellipsis,
  Hash,
  Link,
  Lock,
  Menu,
  Pencil,
  Plus,
  Search,
  SendHorizontal,
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
  choose: ChevronsUpDown,
  clock: Clock,
  close: X,
  copy: Copy,
  down: ChevronDown,
  hash: Hash,
  invite: UserPlus,
  link: Link,
  lock: Lock,
  menu: Menu,
  more: Ellipsis,
  pencil: Pencil,
  people: Users,
  plus: Plus,
  search: Search,
  send: SendHorizontal,
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

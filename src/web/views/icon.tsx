import { createElement } from "preact";
import {
  ArrowDown,
  ArrowLeft,
  Bell,
  Check,
  ChevronDown,
  ChevronsUpDown,
  Clock,
  Copy,
  Ellipsis,
  Globe,
  Hash,
  KeyRound,
  Lock,
  LogOut,
  Menu,
  MonitorSmartphone,
  Palette,
  Pencil,
  Plus,
  Search,
  SendHorizontal,
  SlidersHorizontal,
  Trash2,
  TriangleAlert,
  User,
  UserPlus,
  Users,
  X,
} from "lucide";

/** What the client calls them. Only those named here are in the bundle: another one is a line here. */
const icons = {
  alert: TriangleAlert,
  arrow: ArrowDown,
  back: ArrowLeft,
  bell: Bell,
  check: Check,
  choose: ChevronsUpDown,
  clock: Clock,
  close: X,
  copy: Copy,
  device: MonitorSmartphone,
  down: ChevronDown,
  globe: Globe,
  hash: Hash,
  invite: UserPlus,
  key: KeyRound,
  leave: LogOut,
  lock: Lock,
  menu: Menu,
  more: Ellipsis,
  palette: Palette,
  pencil: Pencil,
  people: Users,
  person: User,
  plus: Plus,
  search: Search,
  send: SendHorizontal,
  sliders: SlidersHorizontal,
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

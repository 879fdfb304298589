import {
  ArrowDown,
  ArrowLeft,
  Bell,
  BellOff,
  Bold,
  CaseSensitive,
  Check,
  ChevronDown,
  ChevronsUpDown,
  Clock,
  Code,
  Copy,
  Download,
  Ellipsis,
  Globe,
  Hash,
  Image,
  ImageOff,
  Italic,
  Keyboard,
  KeyRound,
  Link,
  List,
  ListOrdered,
  Lock,
  LogOut,
  Mail,
  Menu,
  MonitorSmartphone,
  Palette,
  Pause,
  Pencil,
  Play,
  Plus,
  Search,
  SendHorizontal,
  SlidersHorizontal,
  Smile,
  SquareCode,
  Strikethrough,
  TextQuote,
  Trash2,
  TriangleAlert,
  User,
  UserPlus,
  Users,
  X,
  ZoomIn,
  ZoomOut,
  type IconNode,
} from "lucide";

/**
 * Run when the client is bundled: each icon as the data of one path (https://www.w3.org/TR/SVG2/paths.html#PathData). In lucide they are up
 * to six elements, and a page has dozens of icons.
 */

/** What the client calls them. Only those named here are in the bundle: another one is a line here. */
export function iconPaths() {
  return {
    alert: pathOf(TriangleAlert),
    arrow: pathOf(ArrowDown),
    back: pathOf(ArrowLeft),
    bell: pathOf(Bell),
    bold: pathOf(Bold),
    check: pathOf(Check),
    choose: pathOf(ChevronsUpDown),
    clock: pathOf(Clock),
    close: pathOf(X),
    code: pathOf(Code),
    codeBlock: pathOf(SquareCode),
    copy: pathOf(Copy),
    device: pathOf(MonitorSmartphone),
    down: pathOf(ChevronDown),
    download: pathOf(Download),
    format: pathOf(CaseSensitive),
    globe: pathOf(Globe),
    hash: pathOf(Hash),
    image: pathOf(Image),
    invite: pathOf(UserPlus),
    italic: pathOf(Italic),
    key: pathOf(KeyRound),
    keyboard: pathOf(Keyboard),
    leave: pathOf(LogOut),
    link: pathOf(Link),
    list: pathOf(List),
    lock: pathOf(Lock),
    menu: pathOf(Menu),
    more: pathOf(Ellipsis),
    muted: pathOf(BellOff),
    noImage: pathOf(ImageOff),
    numbers: pathOf(ListOrdered),
    palette: pathOf(Palette),
    pause: pathOf(Pause),
    pencil: pathOf(Pencil),
    people: pathOf(Users),
    person: pathOf(User),
    play: pathOf(Play),
    plus: pathOf(Plus),
    quote: pathOf(TextQuote),
    search: pathOf(Search),
    send: pathOf(SendHorizontal),
    sliders: pathOf(SlidersHorizontal),
    smile: pathOf(Smile),
    strike: pathOf(Strikethrough),
    trash: pathOf(Trash2),
    unread: pathOf(Mail),
    zoomIn: pathOf(ZoomIn),
    zoomOut: pathOf(ZoomOut),
  };
}

function pathOf(icon: IconNode): string {
  return icon.map(([tag, attributes]) => shapeOf(tag, attributes)).join("");
}

/** The basic shapes as paths: https://www.w3.org/TR/SVG2/shapes.html says which. */
function shapeOf(tag: string, attributes: IconNode[number][1]): string {
  const number = (name: string) => Number(attributes[name] ?? 0);
  switch (tag) {
    case "path":
      // What begins at a distance is meant from the origin, and not from where the shape before it ends.
      return String(attributes["d"]).replace(/^m/, "M0 0m");
    case "line":
      return `M${number("x1")} ${number("y1")}L${number("x2")} ${number("y2")}`;
    case "circle": {
      const r = number("r");
      return `M${number("cx") - r} ${number("cy")}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    }
    case "rect": {
      const rx = number("rx");
      const [across, down] = [number("width") - 2 * rx, number("height") - 2 * rx];
      const corner = (x: number, y: number) => `a${rx} ${rx} 0 0 1 ${x * rx} ${y * rx}`;
      return `M${number("x") + rx} ${number("y")}h${across}${corner(1, 1)}v${down}${corner(-1, 1)}h${-across}${corner(-1, -1)}v${-down}${corner(1, -1)}z`;
    }
    default:
      throw new Error(`an icon has a <${tag}>, of which no path is made`);
  }
}

import { dialog } from "../../state/layout.ts";
import { lazy } from "../lazy.tsx";
import { BrowseDialog } from "./browse.tsx";
import { ArchiveDialog, LeaveDialog, RenameDialog, TopicDialog } from "./channel.tsx";
import { CreateDialog } from "./create.tsx";
import { DeleteDialog } from "./delete.tsx";
import { AddDialog, DirectDialog } from "./people.tsx";

const later = () => import("./later.ts");
export const SwitcherDialog = lazy(() => later().then(({ Switcher }) => Switcher));
const ShortcutsDialog = lazy(() => later().then((part) => part.ShortcutsDialog));
const Lightbox = lazy(() => later().then((part) => part.Lightbox));
const InviteDialog = lazy(() => later().then((part) => part.InviteDialog));

/** The dialog that is open, if any. */
export function OpenDialog() {
  const open = dialog.value;
  switch (open?.type) {
    case undefined:
      return null;
    case "invite":
      return <InviteDialog />;
    case "browse":
      return <BrowseDialog />;
    case "create":
      return <CreateDialog />;
    case "direct":
      return <DirectDialog />;
    case "switcher":
      return <SwitcherDialog />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "rename":
      return <RenameDialog id={open.channel} />;
    case "topic":
      return <TopicDialog id={open.channel} />;
    case "archive":
      return <ArchiveDialog id={open.channel} />;
    case "leave":
      return <LeaveDialog id={open.channel} />;
    case "add":
      return <AddDialog channel={open.channel} />;
    case "pictures":
      return <Lightbox channel={open.channel} seq={open.seq} picture={open.picture} />;
    case "delete":
      return <DeleteDialog channel={open.channel} seq={open.seq} />;
  }
}

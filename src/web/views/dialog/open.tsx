import { dialog } from "../../state/layout.ts";
import { lazy } from "../lazy.tsx";
import { AccountDialog } from "./account.tsx";
import { BrowseDialog } from "./browse.tsx";
import { ArchiveDialog, LeaveDialog, RenameDialog, TopicDialog } from "./channel.tsx";
import { CreateDialog } from "./create.tsx";
import { DeleteDialog } from "./delete.tsx";
import { AddDialog, DirectDialog } from "./people.tsx";

export const SwitcherDialog = lazy(() => import("./switcher.tsx").then(({ Switcher }) => Switcher));
// With the code that draws QR codes, for the few who invite; and for the few who look at profiles.
const InviteDialog = lazy(() => import("./invite.tsx").then((part) => part.InviteDialog));
const ProfileDialog = lazy(() => import("./profile.tsx").then((part) => part.ProfileDialog));
const ShortcutsDialog = lazy(() => import("./shortcuts.tsx").then((part) => part.ShortcutsDialog));

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
    case "account":
      return <AccountDialog />;
    case "profile":
      return <ProfileDialog />;
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
    case "delete":
      return <DeleteDialog channel={open.channel} seq={open.seq} />;
  }
}

import { dialog } from "../../state/layout.ts";
import { BrowseDialog } from "./browse.tsx";
import { ArchiveDialog, LeaveDialog, RenameDialog, TopicDialog } from "./channel.tsx";
import { CreateDialog } from "./create.tsx";
import { DayDialog } from "./day.tsx";
import { DeleteDialog } from "./delete.tsx";
import { InviteDialog } from "./invite.tsx";
import { Lightbox } from "./lightbox.tsx";
import { AddDialog, DirectDialog } from "./people.tsx";
import { NotifyDialog } from "./notify.tsx";
import { PersonDialog } from "./person.tsx";
import { ShortcutsDialog } from "./shortcuts.tsx";
import { Switcher } from "./switcher.tsx";

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
      return <Switcher />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "rename":
      return <RenameDialog id={open.channel} />;
    case "topic":
      return <TopicDialog id={open.channel} />;
    case "notify":
      return <NotifyDialog id={open.channel} />;
    case "archive":
      return <ArchiveDialog id={open.channel} />;
    case "leave":
      return <LeaveDialog id={open.channel} />;
    case "add":
      return <AddDialog channel={open.channel} />;
    case "day":
      return <DayDialog id={open.channel} />;
    case "person":
      return <PersonDialog id={open.user} />;
    case "pictures":
      return <Lightbox channel={open.channel} seq={open.seq} picture={open.picture} />;
    case "delete":
      return <DeleteDialog channel={open.channel} seq={open.seq} />;
  }
}

import { closes } from "../errors.ts";
import { limits } from "../limits.ts";

/** The part of the reference that is prose: how the parts below it play together. */
export const guide = `
## A first conversation

A program with a token opens a WebSocket to \`/ws\` with the header \`Authorization: Bearer TOKEN\` and the subprotocol
\`bantam.v1.json\`. C is what it sends, S what the server sends; each line is one frame.

\`\`\`
C [{"id":"AZuRmWBEq4VxC2dD","do":"hello"}]
S [{"re":"AZuRmWBEq4VxC2dD","ok":{"epoch":"…","me":{…},"channels":[{"channel":"k3vT0sMSb8ZrQe1x","rev":41,"name":"general",…}],…}}]
C [{"id":"AZuRmWBFnQ0TtYy1","do":"message.send","channel":"k3vT0sMSb8ZrQe1x","body":"Good morning"}]
S [{"event":"message","channel":"k3vT0sMSb8ZrQe1x","rev":42,"seq":42,"id":"AZuRmWBFnQ0TtYy1","author":"…","at":1767225600000,"body":"Good morning"}]
C [{"id":"AZuRmWBGb7_Zr0Qe","do":"channel.join","channel":"9aXw2LpVdR4tYq0B"}]
S [{"re":"AZuRmWBGb7_Zr0Qe","error":{"code":"not_found","message":"There is no such public channel."}}]
\`\`\`

## Connect

- \`GET /ws\` with \`Sec-WebSocket-Protocol: bantam.v1.json\` (text frames, JSON) or \`bantam.v1.msgpack\` (binary frames,
  [MessagePack](https://github.com/msgpack/msgpack/blob/master/spec.md)). The two say the same; of a client that offers both, the server
  takes JSON.
- Programs send \`Authorization: Bearer TOKEN\`. A token comes from \`session.create\` with \`"bearer": true\`, or from the operator
  (\`bantam token create HANDLE\`). Never put it into a URL.
- Browsers send the session cookie that \`session.create\` and its like set. It is taken only with an \`Origin\` that is the server's own.
- A request whose \`Origin\` is another than the server's is refused, also with a token; programs send none. The \`Host\` must be a name of
  the server: the one it is configured with, \`localhost\` or an IP address.
- A refused request gets an HTTP status and \`{"error":{…}}\`, as for [commands over HTTP](#over-http).
- The first command is \`hello\`, soon after opening (${closes.idle.code} otherwise), and once per socket. Until its answer is there no other
  command may be sent.
- The server pings; a WebSocket library answers by itself. A socket that stays silent for a minute is gone.

## Frames

A frame is a list. The client's holds commands, at most ${limits.frame_commands_max} in ${limits.frame_bytes_max / 1024} KiB:
\`{"id":ID,"do":NAME, …its fields}\`. The server's holds events, \`{"event":NAME, …its fields}\`, and answers, \`{"re":ID,"ok":{…}}\` or
\`{"re":ID,"error":{…}}\`, several of them and of both kinds together. Messages that were posted together come as one
[messages](#messages-event) event, which stands for several \`message\` events.

A frame that is not of its format is not done in any part, and closes the socket with ${closes.bad_frame.code} and a reason that says where it
breaks: what is no list; invalid UTF-8; a key that is there twice in one object, or is \`__proto__\`, \`constructor\` or
\`prototype\`; nesting deeper than ${limits.nesting_max}; a list or object of more than ${limits.entries_max} entries; more than
${limits.frame_commands_max} commands. A text frame on the MessagePack protocol, or a binary one on JSON, closes it with ${closes.wrong_type.code}.

## Values

- **Ids** are 12 bytes. JSON has them as 16 characters of base64url (RFC 4648, section 5, without padding); MessagePack as \`bin\`
  of 12 bytes, and as the 16 characters in the keys of maps. As a value too the server takes the characters in MessagePack.
- **Text** is UTF-8 and limited in bytes of it. It holds no NUL and no half of a surrogate pair.
- **Integers** are whole numbers, at most 2^53 - 1. **Times** are integers: milliseconds since 1970 UTC.
- What is empty, false or unknown is left out: there is no \`null\`.
- Fields come in any order. A field that a command does not have is an error, as is a missing one or one of a wrong type: the answer is
  \`bad_value\` with the field's name, and the other commands of the frame are done.
- MessagePack: objects are maps with text as keys. Integers may come in any width, texts, lists and maps with any header. Not used, and
  refused: nil, floats (also those that are whole), extension types, bytes other than ids, bytes after the value.

## Commands and answers

- A command's \`id\` is made by the client: any 12 bytes that it never uses again for another command. Best are 6 bytes of milliseconds since
  1970 (big endian) and 6 random ones.
- Every command gets exactly one answer: \`ok\`, \`error\`, or, for \`message.send\` on a socket, the \`message\` event whose \`id\` is the
  command's and whose \`author\` is you. An answer is sent after what it speaks of is stored.
- A socket's commands are done in the order in which they came, but for \`password.change\`, which takes its time. Their answers may come in
  another order.
- After an \`error\` nothing was changed. A command whose \`id\` cannot be read gets an \`error\` without \`re\`.
- **Once.** Whatever had no answer when the connection was lost is sent again, with the same \`id\`, after the next \`hello\`. What was done
  before is not done again: the first answer comes again, as \`ok\` also for \`message.send\`. What was refused is decided anew.

## Staying in step

Every channel has a counter, \`rev\`. Each change in it takes the next one and comes as an event that is the whole record as it is after the
change: \`message\`, \`channel\` or \`member\`. Put it in the place of what you had.

1. \`hello\` answers with your channels, each with its \`rev\`: from there on you get its events. Some may come before the answer does. Of two
   records of the same thing, keep the one with the greater \`rev\`.
2. Keep for every channel the greatest \`rev\` seen, and the \`epoch\` and greatest \`users_rev\`. The events of a channel come in the order of
   \`rev\`, one by one: if one is missing, close the socket and come back with \`resume\`.
3. \`joined\` gives a new channel and its \`rev\`; its events follow. After \`left\` nothing more of it comes: forget it.
4. To come back, send \`hello\` with \`resume\`: the epoch, \`users_rev\`, and the \`rev\` of each channel whose messages you hold. With
   the same epoch, the answer's \`changes\` are the \`message\` and \`member\` events that you missed, in order within each channel, and
   \`users\` those who changed; names and topics are in the list of channels. Of a channel in \`reload\` drop messages and members, and load them again; \`reload_users\` means the same for users. A channel that
   you have and the list has not (page on with \`channel.list\` after \`more\`) is not yours any more.
5. Another epoch: the database was replaced. Drop everything and begin anew.

\`message.list\` gives pages of history, by \`seq\`, in both directions and around a message. A message is new when its \`rev\` equals its
\`seq\`; later ones of the same \`seq\` are its edits and its deletion. Users come as they are needed: ask for those that you do not
know with \`user.get\`; from then on their changes come as \`user\` events.

\`unread\` and \`mentions\` count messages of others after your read position, and those of them that mention you or everybody; deleted
ones do not count, ${limits.unread_max} means ${limits.unread_max} or more, and only the newest ${limits.unread_max * 10} messages are looked at. Count on by the events; \`read.set\` moves the position, and the \`read\`
event tells all your devices.

Who is there and who types is told of channels that you watch: name those on the screen with \`watch.set\`, again after each \`hello\`.

## Over HTTP

\`POST /api/NAME\` with the content type \`application/json\`, and the command's fields as one object without \`do\`. \`id\` may be left out;
give one to be able to send the command again. The answer is \`{"ok":{…}}\` with status 200, or \`{"error":{…}}\` with the
[status of the error](#errors) and, where there is a time to wait, \`Retry-After\`. Authentication is as for sockets. A body has at most
${limits.frame_bytes_max / 1024} KiB, and is read as strictly as a frame.

\`\`\`
POST /api/message.send HTTP/1.1
Host: chat.example.org
Authorization: Bearer eyJhbGciOi...
Content-Type: application/json

{"channel":"k3vT0sMSb8ZrQe1x","body":"Build 7 is green"}

HTTP/1.1 200 OK
Content-Type: application/json

{"ok":{"seq":43,"at":1767225600000}}
\`\`\`

## Pictures

\`GET /avatars/ID\`, with the \`avatar\` of a user's record, is their picture, for who may see the user. Authentication is as for sockets, but
that a cookie needs no \`Origin\`. Another picture has another id, so that what was fetched once may be kept.

## Attachments

\`POST /attachments?name=FILE\` uploads a picture: PNG, JPEG, WebP or GIF, whatever its name and content type say. The request's body is the
file's bytes as they are, and \`name\` is percent-encoded UTF-8. Authentication is as for [commands over HTTP](#over-http). The answer is
\`{"attachment":{…}}\`, the record [attachment](#attachment-record), with status 200; or \`{"error":{…}}\`.

\`\`\`
POST /attachments?name=whiteboard.jpg HTTP/1.1
Host: chat.example.org
Authorization: Bearer eyJhbGciOi...
Content-Length: 482133

…

HTTP/1.1 200 OK
Content-Type: application/json

{"attachment":{"id":"k3vT0sMSb8ZrQe1x","name":"whiteboard.jpg","type":"image/jpeg","bytes":482133,"width":1600,"height":1200}}
\`\`\`

- Where and by whom a picture was taken, and everything else that is not seen in it, is taken out; it may have fewer bytes than the file.
- It is yours until you send it: name its id in \`attachments\` of \`message.send\`, once. What is in no message after
  ${limits.unsent_hours_max} hours is removed; a user has at most ${limits.unsent_attachments_max} such, of which the oldest makes room for the next.
  \`DELETE /attachments/ID\` removes it before: \`{"ok":{}}\`, or \`already\` for one that you see in a message.
- \`GET /attachments/ID\` is the file, for who may see its message now; until it is sent, for you. \`GET /attachments/ID/small\` is one to show
  among messages, at most ${limits.attachment_small_pixels_max} pixels wide and high, and standing still where the file moves; the file itself where that is
  small already. A cookie needs no \`Origin\` for these. \`Range\` and \`If-None-Match\` are understood. What an id stands for never changes.
- With its message an attachment is deleted, and is not there any more at once. An edit leaves it.
- How many bytes a user may have on the server, and how many files may be uploaded in a minute, are settings of the server. A file that
  comes more slowly than ${limits.upload_bytes_per_second_min / 1024} KiB a second, or for longer than
  ${limits.upload_minutes_max} minutes, is given up.

## Where the server's time goes

\`POST /admin/profile\` with \`{"seconds":10}\`, up to ${limits.profile_seconds_max}, takes a CPU profile of the server and answers it as a \`.cpuprofile\`, which
the tools of browsers open; with \`Accept: text/html\` as a page. For owners and admins, one at a time: a second one gets \`busy\`. Functions
and places in the source are in it, and nothing that anybody said.

## Newer servers

Within version 1, fields, events, commands and error codes may be added, and limits may grow. So a client passes over fields and events that
it does not know, shows the sentence of an error whose code it does not know and does not repeat the command, and holds what the
server sends to no limits of its own. Anything else would be another subprotocol.
`;

/**
 * A relay on Node with `ws`, as its own documentation broadcasts: a loop of `send` to the open sockets of the same path. It
 * parses, checks and stores nothing.
 */
import { WebSocket, WebSocketServer } from "ws";

const channels = new Map();

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => {
  console.log(`ws is at http://127.0.0.1:${server.address().port}`);
});

server.on("connection", (socket, request) => {
  const members = channels.get(request.url) ?? new Set();
  channels.set(request.url, members);
  members.add(socket);
  socket.on("error", console.error);
  socket.on("close", () => members.delete(socket));
  socket.on("message", (data, isBinary) => {
    for (const member of members) {
      if (member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
});

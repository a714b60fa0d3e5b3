// A chat in which every room hears what is said in any: node chat.js PORT
//
// The loop over server.clients is the one of the documentation of ws, written before there were rooms. Met in most chats
// that got rooms later.
//
// Found by private-stays-private, with two sessions and two messages: one joins a room and says something, the other one, who is in no
// room, hears it. A user gives the AsyncAPI document chat.asyncapi.yaml.

"use strict";

const { WebSocketServer, WebSocket } = require("ws");

const mended = Boolean(process.env.MENDED);
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), path: "/ws/chat" });

function read(data) {
  try {
    const message = JSON.parse(data.toString());
    return message && typeof message === "object" ? message : {};
  } catch {
    return {};
  }
}

function heard(socket, member) {
  if (member.readyState !== WebSocket.OPEN || member === socket) return false;
  return mended ? member.room === socket.room : true;
}

server.on("connection", (socket) => {
  const tell = (message) => socket.send(JSON.stringify(message));
  socket.room = null;
  socket.on("message", (data) => {
    const { type, room, text } = read(data);
    if (type === "join" && typeof room === "string") {
      socket.room = room;
      tell({ type: "joined", room });
    } else if (type === "say" && typeof text === "string" && socket.room !== null) {
      const said = JSON.stringify({ type: "said", room: socket.room, text });
      for (const member of server.clients) if (heard(socket, member)) member.send(said);
      tell({ type: "sent" });
    } else {
      tell({ type: "error", error: "expected join with a room, then say with a text" });
    }
  });
  socket.on("error", (error) => console.error(error.message));
});

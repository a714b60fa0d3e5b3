// A parrot with good manners that dies on an empty text: node shout.js PORT
//
// It begins every answer with a capital, and "" has no first character: "Cannot read properties of undefined". In Node an
// exception of a listener ends the whole process, with everybody's sessions. Met wherever a text is taken apart.
//
// Found by no-1006, with one message: the empty text. A user gives the URL.

"use strict";

const { WebSocketServer } = require("ws");

const mended = Boolean(process.env.MENDED);
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), path: "/ws/shout" });

function shouted(text) {
  if (mended && text === "") return "?";
  return text[0].toUpperCase() + text.slice(1) + "!";
}

server.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(JSON.stringify({ said: shouted(data.toString()) })));
  socket.on("error", (error) => console.error(error.message));
});

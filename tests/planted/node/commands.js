// A lamp that dies on the JSON value null: node commands.js PORT
//
// What is no JSON is caught; that null is JSON, and has no properties, is not thought of: "Cannot read properties of null".
// Met in most servers in JavaScript that begin with JSON.parse.
//
// Found by no-1006, with one message: null. A user gives the URL.

"use strict";

const { WebSocketServer } = require("ws");

const mended = Boolean(process.env.MENDED);
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), path: "/ws/lamp" });

const commands = new Map([
  ["on", (lamp) => (lamp.lit = true)],
  ["off", (lamp) => (lamp.lit = false)],
  ["state", () => {}],
]);

server.on("connection", (socket) => {
  const lamp = { lit: false };
  const tell = (message) => socket.send(JSON.stringify(message));
  tell({ commands: [...commands.keys()], example: { command: "on" } });
  socket.on("message", (data) => {
    let message;
    try {
      message = JSON.parse(data.toString());
    } catch {
      tell({ error: "that is no JSON" });
      return;
    }
    if (mended && message === null) message = {};
    const command = commands.get(message.command);
    if (command) {
      command(lamp);
      tell(lamp);
    } else {
      tell({ error: `unknown command, expected ${[...commands.keys()].join(", ")}` });
    }
  });
  socket.on("error", (error) => console.error(error.message));
});

// A worker that hears nothing any more after a mistake, not even a close: node worker.js PORT
//
// It stops reading while it works, so that one task is done at a time, and returns from the branch for errors before it
// reads on. The socket stays half open until somebody's time-out. Met with pause() and resume(), and with locks, where
// there is no "finally".
//
// Found by close-is-answered, with one message that is no task, such as the empty text. A user gives the URL.

"use strict";

const { WebSocketServer } = require("ws");

const mended = Boolean(process.env.MENDED);
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), path: "/ws/worker" });

function done(text) {
  const [task, argument] = text.split(" ");
  if (task === "double") return Number(argument) * 2;
  if (task === "length") return (argument ?? "").length;
  throw new Error("expected a task: double N, or length TEXT");
}

server.on("connection", (socket) => {
  socket.send("tasks: double N, length TEXT");
  socket.on("message", (data) => {
    socket.pause();
    setImmediate(() => {
      try {
        socket.send(`done: ${done(data.toString())}`);
      } catch (error) {
        socket.send(`error: ${error.message}`);
        if (!mended) return;
      }
      socket.resume();
    });
  });
  socket.on("error", (error) => console.error(error.message));
});

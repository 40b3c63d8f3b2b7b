// The relay that tutorials of WebRTC make: express and socket.io, rooms and a signal from one to another. Prints its port.
const express = require('express');
const { createServer } = require('http');
const { Server } = require('socket.io');

const server = createServer(express());
const io = new Server(server);

io.on('connection', (socket) => {
  socket.on('join', (room) => {
    const others = [...(io.sockets.adapter.rooms.get(room) ?? [])];
    socket.join(room);
    socket.emit('joined', others);
    socket.to(room).emit('member-joined', socket.id);
    socket.on('disconnect', () => socket.to(room).emit('member-left', socket.id));
  });
  socket.on('signal', ({ to, signal }) => io.to(to).emit('signal', { from: socket.id, signal }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));

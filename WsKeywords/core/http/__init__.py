"""HTTP requests beside the WebSockets."""

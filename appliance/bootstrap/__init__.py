"""The only place where real parts are built and wired: one module for each part."""

"""The questions for AI assistants, over the Model Context Protocol (https://modelcontextprotocol.io).

``offer`` knows what is offered and what an answer is, ``server`` the protocol, ``serve`` the command.
"""

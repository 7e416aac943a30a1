"""The explorer: a static page of the saga, to be looked at rather than read.

Its data are the answers that the command line prints; see ``aigraph.site.build``.
"""

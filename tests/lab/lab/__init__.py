"""The lab: real agent programs in tmux panes, with a stand-in for the model."""

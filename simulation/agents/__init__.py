"""Who acts: Mesa agents, their state and their verbs; *when* they act is the model's business."""
